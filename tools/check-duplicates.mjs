// No six lines are written twice. Lines count without indentation; blank lines, comments, imports, re-exports and lines without a letter
// or digit do not count. A pair stays where the line above one of its sides says why: `// duplicate: why`.
// `--list` prints the pairs that are still to go as well. Exits with 1 and the pairs.
import { readdirSync, readFileSync } from 'node:fs';
import { countedLines, findPairs } from './packages/find-duplicates.mjs';
import { listPackages } from './packages/list-packages.mjs';

/** Folders whose pairs are still to go; a pair counts unless one side is in one of them. The list only shrinks. */
const openFolders = ['apps/bench/src/attack-power'];

const files = listPackages().flatMap(({ folder }) => ['src', 'test'].flatMap((part) => listFiles(`${folder}/${part}`)));
const pairs = findPairs(files.map((path) => ({ path, lines: countedLines(readFileSync(path, 'utf8')) })));
const isOpen = (path) => openFolders.some((folder) => path.startsWith(`${folder}/`));
const [open, closed] = [[], []];
for (const pair of pairs) (isOpen(pair.a.path) || isOpen(pair.b.path) ? open : closed).push(pair);
const shown = process.argv.includes('--list') ? [...closed, ...open] : closed;
for (const { a, b, count } of shown) {
  process.stdout.write(`${a.path}:${a.line} ~ ${b.path}:${b.line}, ${count} lines\n`);
}
process.stdout.write(`${closed.length} pairs of six lines or more; ${open.length} where they are still allowed\n`);
if (closed.length > 0) process.exitCode = 1;

function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((path) => /\.(ts|mjs)$/.test(path))
      .map((path) => `${folder}/${path}`);
  } catch {
    return [];
  }
}
