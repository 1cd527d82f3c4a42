import { formatNumber } from '@noprior/report';
import type { BenchRow } from '../benchmark/results.ts';
import { rowName } from './contestants.ts';
import { fitScaling, quadraticShare, type SizedTime } from './scaling-fit.ts';

/** What grows in a scaling run. */
export type ScalingAxis = NonNullable<BenchRow['axis']>;

/** What each axis counts. */
export const axisNames: Readonly<Record<ScalingAxis, string>> = {
  n: 'candidates n',
  d: 'inputs d',
  width: 'hidden width',
  depth: 'hidden layers',
};

/** Times of one contestant along one axis. */
export interface ScalingSeries {
  readonly name: string;
  readonly times: readonly SizedTime[];
}

/** Series by axis, in the order in which they were measured, sizes ascending. */
export function scalingSeries(rows: readonly BenchRow[]): Map<ScalingAxis, ScalingSeries[]> {
  const axes = new Map<ScalingAxis, Map<string, SizedTime[]>>();
  for (const row of rows) {
    if (row.axis === undefined || row.size === undefined) continue;
    const series = axes.get(row.axis) ?? new Map<string, SizedTime[]>();
    axes.set(row.axis, series);
    const name = rowName(row);
    series.set(name, [...(series.get(name) ?? []), { size: row.size, ms: row.medianMs }]);
  }
  return new Map(
    [...axes].map(([axis, series]) => [
      axis,
      [...series].map(([name, times]) => ({ name, times: times.toSorted((a, b) => a.size - b.size) })),
    ]),
  );
}

/** Headings of {@link scalingRow}. */
export const scalingColumns: readonly string[] = [
  'grows',
  'backend, form',
  'median ms by size',
  'slope',
  'per factor of 8, measured',
  'per factor of 8, fitted',
  'quadratic part',
];

/** One line of the table of growth: all in words, deviations from linear in percent. */
export function scalingRow(axis: ScalingAxis, { name, times }: ScalingSeries): string[] {
  const fit = fitScaling(times);
  const quadratic = axis === 'n' ? quadraticShare(times) : null;
  return [
    axisNames[axis],
    name,
    times.map(({ size, ms }) => `${size}: ${formatNumber(ms)}`).join(', '),
    fit === null ? '–' : formatNumber(fit.slope),
    percent(fit?.measuredDeviation ?? null, true),
    percent(fit?.deviationPerFactor8 ?? null, true),
    percent(quadratic, false),
  ];
}

function percent(share: number | null, signed: boolean): string {
  if (share === null) return '–';
  const value = Math.round(share * 100);
  return `${signed && value > 0 ? '+' : ''}${value} %`;
}
