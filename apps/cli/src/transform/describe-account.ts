import type { MarginSummary } from '@noprior/kkt-loss';
import type { TransformAccount } from '@noprior/transforms';

/** The account of a transform in words, one line for each of its parts. */
export function describeAccount({ before, after, stationarityChange, patterns }: TransformAccount): string {
  const number = (value: number): string => value.toPrecision(6);
  const change = stationarityChange === 0 ? 'to the last bit' : `to ${stationarityChange.toExponential(1)} relative`;
  const moved = stationarityChange > 1e-9;
  const { points, layers, units, changedUnits, kinkUnits, slopesTakenAsZero } = patterns;
  const rows: [name: string, text: string][] = [
    [
      'L_stationary',
      moved
        ? `${number(before.stationarity)} before, ${number(after.stationarity)} after: it moved, because ${changedUnits > 0 ? 'patterns changed' : 'float64 rounds at this distance; choose a smaller one'}`
        : `${number(before.stationarity)} before and after, ${change}`,
    ],
    [
      'eps',
      `${number(before.epsilon)} before (${percent(before.relativeEpsilon)} of ||theta||), ${number(after.epsilon)} after`,
    ],
    ['delta', `${number(before.delta)} before, ${number(after.delta)} after, at the margin ${number(before.p)}`],
    ['margins', `${describeMargins(before.margins)} before, ${describeMargins(after.margins)} after`],
    ...(after.shortfall > 1e-9 * Math.abs(after.p)
      ? [
          ['shortfall', `the smallest margin is ${number(after.shortfall)} below ${number(after.p)}`] as [
            string,
            string,
          ],
        ]
      : []),
    [
      'patterns',
      `compared at ${points} points, ${units} hidden units in ${layers} ${layers === 1 ? 'layer' : 'layers'} each: ${changedUnits === 0 ? 'none changed' : `${changedUnits} units changed sides`}`,
    ],
    [
      'kinks',
      `${kinkUnits} units on a kink at a transformed point; ${slopesTakenAsZero} slopes were rounding noise and counted as 0`,
    ],
  ];
  return rows.map(([name, text]) => `  ${name.padEnd(13)} ${text}\n`).join('');
}

function describeMargins({ min, median, max }: MarginSummary): string {
  return `${min.toPrecision(5)} to ${max.toPrecision(5)} (median ${median.toPrecision(5)})`;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(3)} %`;
}
