import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCycles, importsOf } from '../packages/file-imports.mjs';

const folder = mkdtempSync(join(tmpdir(), 'imports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name, ...lines) {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

test('reads imports of every form, types and several lines included', () => {
  const file = write(
    'a.ts',
    "import type { A } from './b.ts';",
    "import './c.ts';",
    'import {',
    '  d,',
    "} from 'd';",
    "await import('./e.ts');",
  );
  expect(importsOf([file]).get(file)).toEqual([
    { specifier: './b.ts', path: join(folder, 'b.ts') },
    { specifier: './c.ts', path: join(folder, 'c.ts') },
    { specifier: 'd', path: undefined },
    { specifier: './e.ts', path: join(folder, 'e.ts') },
  ]);
});

test('finds files that import each other, and nothing where they do not', () => {
  const imports = (edges) =>
    new Map(Object.entries(edges).map(([file, next]) => [file, next.map((path) => ({ path }))]));
  expect(findCycles(imports({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
  expect(findCycles(imports({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual([['b', 'c', 'b']]);
  expect(findCycles(imports({ a: ['a'] }))).toEqual([['a', 'a']]);
});
