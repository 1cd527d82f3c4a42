import { ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import type { Column, TableBlock } from '../../src/document/document.ts';
import type { Value } from '../../src/document/value.ts';
import { htmlTable } from '../../src/html/html-table.ts';

const render = (columns: (string | Column)[], rows: Value[][], options: Partial<TableBlock> = {}): string =>
  htmlTable(
    {
      kind: 'table',
      columns: columns.map((column) => (typeof column === 'string' ? { name: column } : column)),
      rows,
      ...options,
    },
    'T',
  );

test('numbers stand right, what is missing is a dash', () => {
  const html = render(
    ['name', { name: 'a', unit: 'ms' }, 'b'],
    [
      ['x', 0.123456, null],
      ['y', Number.NaN, { value: 1, interval: { low: 0.5, high: 1.5 } }],
    ],
  );
  expect(html).toContain('<th scope="row">x</th><td class="number">0.123</td><td class="number">–</td>');
  expect(html).toContain('<td class="number">–</td><td class="number">1.00 [0.50, 1.50]</td>');
  expect(html).toContain('<th scope="col">name</th><th scope="col" class="number">a (ms)</th>');
});

test('a column with text stands left, unless it says otherwise', () => {
  const rows = [
    ['x', 1],
    ['y', 'none'],
  ];
  expect(render(['name', 'a'], rows)).toContain('<td>1</td>');
  expect(render(['name', { name: 'a', align: 'right' }], rows)).toContain('<td class="number">none</td>');
});

test('shares are those of the largest number of the row', () => {
  const rows = [
    ['x', 5, { value: 20, unit: 'ms' }, -1, null],
    ['zero', 0, 0, 0, 0],
  ];
  const html = render(['name', 'a', 'b', 'c', 'd'], rows, { shares: true });
  expect([...html.matchAll(/width:([\d.]+)%/g)].map((match) => match[1])).toEqual([
    ...['25.0', '100.0', '0.0'],
    ...['0.0', '0.0', '0.0', '0.0'],
  ]);
  expect(render(['name', 'a'], [['x', 1]])).not.toContain('width:');
});

test('a table can be folded, and has a caption', () => {
  const html = render(['a'], [['x']], { folded: true, caption: 'C <' });
  expect(html).toMatch(/^<p class="caption">C &lt;<\/p><details><summary>.*<\/details>$/);
});

test('every row needs a value for each column', () => {
  expect(() => render(['a', 'b'], [['x', 1], ['y']])).toThrow(ShapeError);
});
