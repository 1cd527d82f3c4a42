import { expect, test } from 'vitest';
import { curveChart } from '../../src/charts/curve-chart.ts';
import type { CurvesBlock, Point } from '../../src/document/chart-blocks.ts';

const size = { width: 920, height: 370, narrow: false };
const steep: readonly Point[] = [
  [0, 100],
  [1, 1],
  [2, 0.01],
];
const power: readonly Point[] = [250, 500, 1000, 2000].map((n) => [n, 3 * n ** 2]);
const chart = (options: Partial<CurvesBlock>): NonNullable<ReturnType<typeof curveChart>> =>
  curveChart({ kind: 'curves', title: 'T', x: { name: 'n' }, y: { name: 'ms' }, series: [], ...options })!;
const draw = (options: Partial<CurvesBlock>): string => chart(options).draw(size);
const lineOf = (svg: string): string => /<path d="([^"]*)" fill="none" stroke="var\(--series-1\)"/.exec(svg)![1]!;

const logarithmic = { x: { name: 'n', scale: 'log' }, y: { name: 'ms', scale: 'log' } } as const;

test('axes have their names, and marks stand at the measured sizes if they are few', () => {
  const svg = draw({ ...logarithmic, series: [{ name: 'a', points: power }] });
  for (const text of ['n', 'ms', '250', '500', '1000', '2000']) expect(svg).toContain(`>${text}</text>`);
  expect(chart({ ...logarithmic, series: [{ name: 'a', points: power }] }).notes).toMatch(/logarithmic.*logarithmic/);
});

test('a power law is a straight line on logarithmic axes', () => {
  const points = lineOf(draw({ ...logarithmic, series: [{ name: 'a', points: power }] }))
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));
  expect(points).toHaveLength(4);
  const slopes = points.slice(1).map(([x, y], index) => (y! - points[index]![1]!) / (x! - points[index]![0]!));
  for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 2);
});

test('a scale is as told, or logarithmic where values above 0 span a factor of 10', () => {
  const flat = [{ name: 'a', points: [[0, 335.3] as const, [1, 333.3] as const] }];
  expect(chart({ series: flat }).notes).toMatch(/ms \(linear\)/);
  expect(chart({ series: flat, y: { name: 'ms', scale: 'log' } }).notes).toMatch(/ms \(logarithmic\)/);
  expect(chart({ series: [{ name: 'a', points: steep }] }).notes).toMatch(/ms \(logarithmic\) by n \(linear\)/);
});

test('stairs hold a value until the next point', () => {
  expect(lineOf(draw({ series: [{ name: 'a', points: steep }], steps: true }))).toMatch(
    /^M[^HVL]+(H[\d.]+V[\d.]+){2}$/,
  );
});

test('curves differ without colour, by dash and by mark', () => {
  const points = power.slice(0, 2);
  const { legend } = chart({ series: ['a', 'b', 'c'].map((name) => ({ name, points })) });
  expect(new Set(legend.map(({ swatch }) => swatch.replace(/--series-\d/g, ''))).size).toBe(3);
});

test('the legend has what a curve says, its last value, or that it has none', () => {
  const { legend, label } = chart({
    series: [
      { name: 'a', detail: 'slope 2', points: power },
      { name: 'b', points: steep.slice(1) },
      { name: 'c', points: [] },
    ],
    references: [
      { name: 'oracle', value: 0.0187123 },
      { name: 'none', value: null },
    ],
  });
  expect(legend.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'oracle', 'none']);
  expect(legend.map(({ detail }) => detail)).toEqual(['slope 2', '0.01 at the end', 'no point', '0.0187', '–']);
  expect(label).toContain('slope 2');
});

test('a reference is dashed over the whole width, and only drawn where the axis reaches', () => {
  const dashed = (options: Partial<CurvesBlock>): number =>
    draw({ series: [{ name: 'a', points: steep }], ...options }).split('stroke-dasharray').length - 1;
  expect(dashed({})).toBe(0);
  expect(dashed({ references: [{ name: 'r', value: 1 }] })).toBe(1);
  expect(dashed({ references: [{ name: 'r', value: 0 }], y: { name: 'ms', scale: 'log' } })).toBe(0);
  expect(dashed({ references: [{ name: 'r', value: null }] })).toBe(0);
});

test('points that cannot be drawn are counted', () => {
  const y = { name: 'ms', scale: 'log' } as const;
  const points: Point[] = [...steep, [3, 0], [4, Number.NaN], [5, -1]];
  expect(chart({ series: [{ name: 'a', points }], y }).notes).toContain('3 points');
  expect(chart({ series: [{ name: 'a', points: steep }], y }).notes).not.toContain('could not');
  expect(chart({ series: [{ name: 'a', points: steep }], y: { ...y, max: 10 } }).notes).toContain('1 point ');
});

test('a long curve keeps its spike and stays small', () => {
  const points = Array.from({ length: 20_000 }, (_, x): Point => [x, x === 3333 ? 1000 : 1]);
  const svg = draw({ series: [{ name: 'a', points }] });
  expect(svg.length).toBeLessThan(60_000);
  const heights = lineOf(svg)
    .slice(1)
    .split('L')
    .map((point) => Number(point.split(' ')[1]));
  expect(Math.min(...heights)).toBeLessThan(Math.max(...heights) - 200);
});

test('one point has axes, too, and none has no chart', () => {
  const svg = draw({ series: [{ name: 'a', points: [[40, 3]] }] });
  expect(svg).toContain('>40</text>');
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(chart({ series: [{ name: 'a', points: [[0, Number.NaN]] }] })).toBeUndefined();
});
