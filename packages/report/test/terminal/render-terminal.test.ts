import { ShapeError } from '@noprior/tensor';
import { expect, test } from 'vitest';
import { type Block, renderTerminal } from '../../src/index.ts';
import { terminalTable } from '../../src/terminal/terminal-table.ts';
import { textWidth } from '../../src/text/wrap-words.ts';
import { emptyBlocks, sampleBlocks, sampleDocument } from '../sample-document.ts';

const render = (columns: number, ...blocks: Block[]): string => renderTerminal({ title: 'T', blocks }, { columns });

test('no control character reaches the terminal', () => {
  expect(renderTerminal(sampleDocument(), { columns: 80 })).not.toMatch(/[^\P{Cc}\n]/u);
});

test('lines are as wide as the terminal at most, but for code', () => {
  const blocks = sampleBlocks('some words that go on and on ').filter(({ kind }) => kind !== 'code');
  for (const columns of [40, 80, 120]) {
    for (const line of render(columns, ...blocks).split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(columns);
  }
});

test('every kind of block says something', () => {
  for (const block of sampleBlocks('word')) expect(render(80, block)).toMatch(/\n\n[^\n]*\S/);
});

test('pictures are counted', () => {
  const pictures = sampleBlocks('word').find(({ kind }) => kind === 'pictures')!;
  expect(render(80, pictures)).toContain('20 pictures');
});

test('the numbers of a chart are a table', () => {
  const bars: Block = {
    kind: 'bars',
    title: 'Times',
    axis: { name: 'ms' },
    kinds: [{ name: 'own', pattern: 'full' }],
    columns: [{ name: 'median' }, { name: 'error' }],
    bars: [{ name: 'fast', value: 10, kind: 0, cells: [{ value: 11, unit: 'ms' }, 1e-7] }],
  };
  expect(render(80, bars)).toMatch(/fast +11 ms +1e-7/);
  expect(render(80, { ...bars, columns: [] })).toMatch(/fast +10/);
});

test('columns of a table are aligned, numbers right', () => {
  const rows = [
    ['a', 1],
    ['longer', 22222],
  ];
  const lines = terminalTable({ kind: 'table', columns: [{ name: 'name' }, { name: 'value' }], rows }, 80);
  expect(lines).toEqual(['name    value', '------  -----', 'a           1', 'longer  22222']);
});

test('a table that is too wide is wrapped, then split, and loses no value', () => {
  const columns = Array.from({ length: 8 }, (_, index) => ({ name: `column ${index}` }));
  const rows = [
    ['a name of many words that has to be broken', ...Array.from({ length: 7 }, (_, index) => 1000 + index)],
  ];
  const lines = terminalTable({ kind: 'table', columns, rows }, 50);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(50);
  for (let index = 0; index < 7; index++) expect(lines.join('\n')).toContain(`${1000 + index}`);
});

test('blocks without anything are no error, and a table that is no rectangle is refused', () => {
  expect(render(80, ...emptyBlocks)).toContain('T\n=');
  expect(() => render(80, { kind: 'table', columns: [{ name: 'a' }], rows: [[1, 2]] })).toThrow(ShapeError);
});
