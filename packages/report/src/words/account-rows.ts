import type { MarginSummary } from '@noprior/kkt-loss';
import type { TransformAccount } from '@noprior/transforms';
import type { TextRow } from './text-row.ts';

/** Relative changes up to this one are rounding. */
const rounding = 1e-9;

/** The account of a transform in words, one row for each of its parts. */
export function accountRows({ before, after, stationarityChange, patterns }: TransformAccount): TextRow[] {
  const number = (value: number): string => value.toPrecision(6);
  const { points, layers, units, changedUnits, kinkUnits, slopesTakenAsZero } = patterns;
  const change = stationarityChange === 0 ? 'to the last bit' : `to ${stationarityChange.toExponential(1)} relative`;
  const why = changedUnits > 0 ? 'patterns changed' : 'float64 rounds at this distance; choose a smaller one';
  const losses = [before.stationarity, after.stationarity].map(number);
  const share = `${(100 * before.relativeEpsilon).toPrecision(3)} %`;
  const rows: TextRow[] = [
    [
      '  L_stationary',
      stationarityChange > rounding
        ? `${losses[0]} before, ${losses[1]} after: it moved, because ${why}`
        : `${losses[0]} before and after, ${change}`,
    ],
    ['  eps', `${number(before.epsilon)} before (${share} of ||theta||), ${number(after.epsilon)} after`],
    ['  delta', `${number(before.delta)} before, ${number(after.delta)} after, at the margin ${number(before.p)}`],
    ['  margins', `${describeMargins(before.margins)} before, ${describeMargins(after.margins)} after`],
  ];
  if (after.shortfall > rounding * Math.abs(after.p)) {
    rows.push(['  shortfall', `the smallest margin is ${number(after.shortfall)} below ${number(after.p)}`]);
  }
  const changed = changedUnits === 0 ? 'none changed' : `${changedUnits} units changed sides`;
  rows.push(
    [
      '  patterns',
      `compared at ${points} points, ${units} hidden units in ${layers} ${layers === 1 ? 'layer' : 'layers'} each: ${changed}`,
    ],
    [
      '  kinks',
      `${kinkUnits} units on a kink at a transformed point; ${slopesTakenAsZero} slopes were rounding noise and counted as 0`,
    ],
  );
  return rows;
}

function describeMargins({ min, median, max }: MarginSummary): string {
  return `${min.toPrecision(5)} to ${max.toPrecision(5)} (median ${median.toPrecision(5)})`;
}
