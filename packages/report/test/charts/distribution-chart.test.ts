import { expect, test } from 'vitest';
import { distributionChart } from '../../src/charts/distribution-chart.ts';
import { distributionTable } from '../../src/charts/distribution-table.ts';
import type { DistributionBlock } from '../../src/document/chart-blocks.ts';

const size = { width: 400, height: 200, narrow: true };
const block = (options: Partial<DistributionBlock>): DistributionBlock => ({
  kind: 'distribution',
  title: 'T',
  axis: { name: 'best cosine' },
  groups: [],
  ...options,
});
const draw = (options: Partial<DistributionBlock>): string => distributionChart(block(options))!.draw(size);
const marks = (svg: string, series: number): number => svg.split(`fill="var(--series-${series})"`).length - 1;

test('each value is a dot in the colour of its group', () => {
  const svg = draw({
    groups: [
      { name: 'training', values: [0.9, 0.91, 0.5] },
      { name: 'held-out', values: [0.4, 0.3] },
    ],
  });
  expect([marks(svg, 1), marks(svg, 2)]).toEqual([3, 2]);
  expect(svg).toContain('>training (3)</text>');
  expect(svg).toContain('>best cosine</text>');
});

test('many values are bars', () => {
  const values = Array.from({ length: 151 }, (_, index) => index / 150);
  expect(marks(draw({ groups: [{ name: 'a', values }] }), 1)).toBeLessThan(151);
});

test('a threshold is a dashed line, unless it is not finite', () => {
  const groups = [{ name: 'a', values: [0.5] }];
  expect(draw({ groups, threshold: { name: 'm', value: 0.6 } }).split('stroke-dasharray')).toHaveLength(2);
  const threshold = { name: 'm', value: Number.NEGATIVE_INFINITY };
  expect(draw({ groups, threshold })).not.toContain('stroke-dasharray');
});

test('values that are not finite are left out, an empty group keeps its strip, and no value has no chart', () => {
  const groups = [
    { name: 'a', values: [0.5, Number.NaN, Number.NEGATIVE_INFINITY] },
    { name: 'none', values: [] },
  ];
  const svg = draw({ groups });
  expect(marks(svg, 1)).toBe(1);
  expect(svg).toContain('>none (0)</text>');
  expect(svg).not.toContain('NaN');
  expect(distributionChart(block({ groups: groups.slice(1) }))).toBeUndefined();
});

test('the table has the numbers of the drawing', () => {
  const threshold = { name: 'held-out maximum', value: 0.61237 };
  const { columns, rows } = distributionTable(
    block({
      groups: [
        { name: 'training', values: [0.9, 0.8, 0.61237, Number.NaN] },
        { name: 'none', values: [] },
      ],
      threshold,
    }),
  );
  expect(columns).toHaveLength(7);
  expect(rows).toEqual([
    ['training', 3, 2, 0.61237, 0.8, 0.9, 1],
    ['none', 0, 0, null, null, null, 0],
  ]);
  const endless = { name: 'm', value: Number.NaN };
  expect(distributionTable(block({ groups: [{ name: 'a', values: [1] }], threshold: endless })).rows[0]![2]).toBeNull();
});
