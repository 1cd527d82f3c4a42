import { expect, test } from 'vitest';
import { barChart, barRange } from '../../src/charts/bar-chart.ts';
import type { BarsBlock } from '../../src/document/chart-blocks.ts';

const block: BarsBlock = {
  kind: 'bars',
  title: 'T',
  axis: { name: 'ms' },
  kinds: [
    { name: 'own', pattern: 'full' },
    { name: 'peer', pattern: 'hatched' },
    { name: 'nobody', pattern: 'hollow' },
  ],
  columns: [{ name: 'median' }, { name: 'rel. error', short: 'err.' }],
  spreadName: 'lowest to highest',
  bars: [
    { name: 'fast', value: 10, spread: [8, 20], kind: 0, cells: [{ value: 10, unit: 'ms' }, 1e-7] },
    { name: 'slow', value: 1000, kind: 1, cells: ['1000 ms', null] },
    { name: 'gone', value: null, kind: 1, cells: ['not measured', ''] },
  ],
};
const sizes = { wide: { width: 920, height: 200, narrow: false }, narrow: { width: 400, height: 200, narrow: true } };
const draw = (one: Partial<BarsBlock>, size: keyof typeof sizes = 'wide'): string =>
  barChart({ ...block, ...one })!.draw(sizes[size]);
/** Widths of the bars that are full. */
const widthsOf = (svg: string): number[] =>
  [...svg.matchAll(/<path d="M[\d.]+ [\d.]+h([\d.]+)v12h-[\d.]+z" fill="var\(--series-1\)"/g)].map((match) =>
    Number(match[1]),
  );

test('a bar ends where its value stands on the logarithmic axis', () => {
  const axis = { name: 'ms', min: 1, max: 1000 };
  // The plot is 920 - 250 - (2 * 88 + 8) = 486 pixels wide, and 10 is a third of three decades.
  expect(widthsOf(draw({ axis }))[0]).toBeCloseTo(486 / 3, 1);
  expect(widthsOf(draw({ axis }, 'narrow'))[0]).toBeCloseTo((400 - 6 - 92) / 3, 1);
});

test('long names have more room, and bars the rest', () => {
  const bars = block.bars.map((bar) => ({ ...bar, name: bar.name.repeat(10) }));
  const starts = [draw({}), draw({ bars })].map((svg) => Number(/<path d="M([\d.]+) [\d.]+h[\d.]+v12/.exec(svg)![1]));
  expect(starts[1]).toBeGreaterThan(starts[0]!);
  expect(starts[1]).toBeLessThan(500);
});

test('names, texts and the words for what is missing stand in both drawings', () => {
  for (const size of ['wide', 'narrow'] as const) {
    for (const text of ['fast', '10 ms', 'slow', '1000 ms', 'gone', 'not measured', 'ms'])
      expect(draw({}, size)).toContain(`>${text}</text>`);
  }
  expect(draw({})).toContain('>rel. error</text>');
  expect(draw({})).toContain('>1e-7</text>');
  expect(draw({}, 'narrow')).toContain('>err. 1e-7</text>');
  expect(draw({}, 'narrow')).not.toContain('err. –');
});

test('whiskers and the kinds that occur are explained, unless told not to', () => {
  const { notes, legend, label } = barChart(block)!;
  expect(notes).toContain('lowest to highest');
  expect(legend.map(({ name }) => name)).toEqual(['own', 'peer']);
  for (const value of ['fast 10 ms', 'slow 1000 ms', 'gone not measured']) expect(label).toContain(value);
  expect(barChart({ ...block, key: false })).toMatchObject({ notes: '', legend: [] });
});

test('what the axis cannot show is not drawn, and what lies beyond its ends stops there', () => {
  const bars = [0, Number.NaN, Number.POSITIVE_INFINITY, 1e9].map((value) => ({ ...block.bars[0]!, value }));
  const svg = draw({ bars, axis: { name: 'ms', min: 1, max: 1000 } });
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(widthsOf(svg)).toEqual([486]);
  expect(barChart({ ...block, bars: bars.slice(0, 3).map(({ spread, ...bar }) => bar) })).toBeUndefined();
});

test('the common range of bars is powers of ten around values and whiskers', () => {
  expect(barRange(block.bars)).toEqual({ min: 1, max: 1000 });
  expect(barRange([])).toBeUndefined();
});
