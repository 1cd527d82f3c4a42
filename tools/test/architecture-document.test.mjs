import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listPackages } from '../packages/list-packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const text = read('docs/architecture.md');
const [, walk] = text.split("## A stranger's walk");
/** In the order of the walk; a file that comes again counts once. */
const files = [...new Set([...walk.matchAll(/\]\(\.\.\/([^)]+\.ts)\)/g)].map(([, path]) => path))];

/** Files that a file imports: of its own package, and of others those whose exports it names. */
function importsOf(path) {
  const source = read(path);
  const statements = [
    ...source.matchAll(/(?:import|export) ([^;]*?) from '([^']+)';/g),
    ...source.matchAll(/const ({[^}]*}) = await import\('([^']+)'\)/g),
  ];
  return statements.flatMap(([, what, from]) => {
    if (from.startsWith('.')) return [normalize(join(dirname(path), from))];
    const name = /^@noprior\/(.+)$/.exec(from)?.[1];
    return name === undefined ? [] : exportedBy(name, what);
  });
}

/** Files of a package that export any of the names in an import statement. */
function exportedBy(name, statement) {
  const folder = `packages/${name}/src`;
  const wanted = new Set(statement.match(/\w+/g));
  return [...read(`${folder}/index.ts`).matchAll(/export ([^;]*?) from '\.\/([^']+)';/g)]
    .filter(([, names]) => names.match(/\w+/g).some((one) => one !== 'type' && wanted.has(one)))
    .map(([, , path]) => `${folder}/${path}`);
}

test('the walk has at most a dozen files, and all exist', () => {
  expect(files.length).toBeGreaterThan(8);
  expect(files.length).toBeLessThanOrEqual(12);
  expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('each file of the walk imports one that comes before it, or is imported by one; commands begin it', () => {
  const imports = new Map(files.map((path) => [path, importsOf(path)]));
  const lost = files.filter((path, index) => {
    if (path.startsWith('apps/cli/src/commands/')) return false;
    return !files.slice(0, index).some((one) => imports.get(one).includes(path) || imports.get(path).includes(one));
  });
  expect(lost).toEqual([]);
});

test('every package has its row', () => {
  const folders = listPackages().map(({ folder }) => folder);
  const shown = folders.filter((folder) => !/\/test-(cases|resources)$/.test(folder));
  expect(shown.filter((folder) => !text.includes(`(../${folder}/README.md)`))).toEqual([]);
});
