import { expect, test } from 'vitest';
import { scatterChart } from '../../src/charts/scatter-chart.ts';
import type { ScatterBlock } from '../../src/document/chart-blocks.ts';

const size = { width: 400, height: 360, narrow: true };
const log = { scale: 'log' } as const;
const block: ScatterBlock = {
  kind: 'scatter',
  title: 'T',
  x: { name: 'measured', ...log },
  y: { name: 'bound', ...log },
  series: [
    {
      name: 'a',
      points: [
        [1, 0.5],
        [10, 5],
        [0, 1],
        [1, Number.NaN],
      ],
    },
    { name: 'b', points: [[100, 1]] },
    { name: 'none', points: [[-1, 1]] },
  ],
  diagonal: true,
};
/** Data of the paths that are drawn with a pen of this series. */
const cloud = (svg: string, series: number): string =>
  new RegExp(`<path d="([^"]*)" fill="none" stroke="var\\(--series-${series}\\)"`).exec(svg)?.[1] ?? '';

test('a mark for every point that the axes can show, one path for each series', () => {
  const { draw, legend, notes } = scatterChart(block)!;
  const svg = draw(size);
  expect(cloud(svg, 1).match(/M/g)).toHaveLength(2);
  expect(cloud(svg, 2).match(/M[\d.]+ [\d.]+m/g)).toHaveLength(1);
  expect(legend.map(({ name, detail }) => `${name}: ${detail}`)).toEqual(['a: 2 points', 'b: 1 point']);
  expect(notes).toContain('3 points');
});

test('the diagonal joins equal values', () => {
  const { draw } = scatterChart({
    ...block,
    x: { name: 'x', ...log, min: 1, max: 100 },
    y: { name: 'y', ...log, min: 1, max: 100 },
  })!;
  const svg = draw(size);
  const ends = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]*stroke-dasharray/.exec(svg)!.slice(1).map(Number);
  expect(ends[0]).toBeLessThan(ends[2]!);
  expect(ends[1]).toBeGreaterThan(ends[3]!);
  expect(scatterChart({ ...block, diagonal: false })!.draw(size)).not.toContain('stroke-dasharray');
});

test('without a point there is no chart', () => {
  expect(scatterChart({ ...block, series: block.series.slice(2) })).toBeUndefined();
});
