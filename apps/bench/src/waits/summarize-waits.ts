import { quantileOf } from '../benchmark/statistics.ts';
import type { Turn } from './kept-runs.ts';
import type { WaitCase } from './wait-case.ts';
import type { Spread, WaitFigures, WaitRow, WaitRun } from './wait-results.ts';

/** The row of a case from its runs. Ratios pair the two processes of a round, which ran one after the other. */
export function summarizeWaits({ name, size }: WaitCase, all: readonly (readonly [Turn, WaitRun])[]): WaitRow {
  const good = all.filter(([, { failure }]) => failure === undefined);
  const ratioOf = (read: (run: WaitRun) => number): Spread | null => {
    const pairs = good.flatMap(([{ side, round }, run]) => {
      const other = good.find(([turn]) => turn.side === 'before' && turn.round === round);
      return side === 'before' || other === undefined ? [] : [read(other[1]) / read(run)];
    });
    return pairs.length === 0 ? null : spreadOf(pairs);
  };
  return {
    case: name,
    ...(size === undefined ? {} : { size }),
    now: figuresOf(good.filter(([{ side }]) => side === 'now')),
    before: figuresOf(good.filter(([{ side }]) => side === 'before')),
    ratio: ratioOf(({ wallSeconds }) => wallSeconds),
    cpuRatio: ratioOf(({ cpuSeconds }) => cpuSeconds),
    notes: [
      ...new Set(all.flatMap(([{ side }, { failure }]) => (failure === undefined ? [] : [`${side}: ${failure}`]))),
    ],
  };
}

function figuresOf(side: readonly (readonly [Turn, WaitRun])[]): WaitFigures | null {
  if (side.length === 0) return null;
  const runs = side.map(([, run]) => run);
  const names = [...new Set(runs.flatMap(({ stages }) => Object.keys(stages ?? {})))];
  return {
    arguments: side[0]![0].words,
    wallSeconds: spreadOf(runs.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: spreadOf(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakMb: spreadOf(runs.map(({ peakMb }) => peakMb)),
    stages: Object.fromEntries(names.map((name) => [name, spreadOf(runs.map(({ stages }) => stages?.[name] ?? 0))])),
    runs,
  };
}

function spreadOf(values: readonly number[]): Spread {
  return { median: quantileOf(values, 0.5), low: quantileOf(values, 0.25), high: quantileOf(values, 0.75) };
}
