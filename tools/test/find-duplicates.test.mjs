import { expect, test } from 'vitest';
import { countedLines, findPairs } from '../packages/find-duplicates.mjs';

const body = [
  'const a = 1;',
  'const b = 2;',
  '',
  'if (a < b) {',
  '  // a comment',
  '  call(a);',
  '}',
  'call(b);',
  'done();',
];
const source = (...lines) => lines.join('\n');
const pairsOf = (...texts) =>
  findPairs(texts.map((text, index) => ({ path: `${index}.ts`, lines: countedLines(text) })));

test('finds six equal lines, whatever their indentation, and goes on to the end of the run', () => {
  const other = source('start();', ...body.map((line) => `    ${line}`), 'end();');
  expect(pairsOf(source('first();', ...body), other)).toEqual([
    { a: { path: '0.ts', line: 2 }, b: { path: '1.ts', line: 2 }, count: 6 },
  ]);
  expect(pairsOf(source(...body, 'more();'), source(...body, 'more();'))[0].count).toBe(7);
});

test('imports, comments, blank lines and closing braces do not count', () => {
  const text = source(
    "import { a } from 'a';",
    'import {',
    '  b,',
    "} from 'b';",
    '/** One',
    ' * two. */',
    '}',
    '// three',
  );
  expect(countedLines(text)).toEqual([]);
  expect(pairsOf(source(...body.slice(1)), source(...body.slice(1)))).toEqual([]);
});

test('a comment that says why allows a pair', () => {
  expect(pairsOf(source(...body), source('// duplicate: it must stand alone', ...body))).toEqual([]);
  expect(pairsOf(source(...body), source('// duplicate:', ...body))).toHaveLength(1);
});

test('a line that repeats itself is a pattern', () => {
  expect(pairsOf(source(...Array(9).fill('step();')))).toEqual([]);
});
