// No six lines are written twice. Lines count without indentation; blank lines, comments, imports, re-exports and lines without a letter
// or digit do not count. A pair stays where the line above one of its sides says why: `// duplicate: why`.
// Exits with 1 and the pairs.
import { readdirSync, readFileSync } from 'node:fs';
import { countedLines, findPairs } from './packages/find-duplicates.mjs';
import { listPackages } from './packages/list-packages.mjs';

const files = listPackages().flatMap(({ folder }) => ['src', 'test'].flatMap((part) => listFiles(`${folder}/${part}`)));
const pairs = findPairs(files.map((path) => ({ path, lines: countedLines(readFileSync(path, 'utf8')) })));
for (const { a, b, count } of pairs) {
  process.stdout.write(`${a.path}:${a.line} ~ ${b.path}:${b.line}, ${count} lines\n`);
}
process.stdout.write(`${pairs.length} pairs of six lines or more\n`);
if (pairs.length > 0) process.exitCode = 1;

function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((path) => /\.(ts|mjs)$/.test(path))
      .map((path) => `${folder}/${path}`);
  } catch {
    return [];
  }
}
