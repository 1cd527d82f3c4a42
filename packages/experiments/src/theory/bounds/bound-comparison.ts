import { type FiveNumbers, toFiveNumbers } from '../five-numbers.ts';

/** What a theorem predicts beside what was measured; either may be infinite. */
export type BoundPair = readonly [predicted: number, measured: number];

/** A lower bound beside what was measured, over many trials. */
export type BoundComparison = {
  readonly trials: number;
  /** Trials in which the bound is not above the measurement, to 1e-9 relative. */
  readonly hold: number;
  /** Largest predicted / measured - 1, at least -1; at most 0 if all hold exactly. */
  readonly largestViolation: number;
  /** Trials in which both are infinite: no unit can change, and none does. */
  readonly bothUnbounded: number;
  /** Trials in which only the measurement is infinite. */
  readonly measuredUnbounded: number;
  /** Trials in which both are 0: a unit is on its kink. */
  readonly bothZero: number;
  /** predicted / measured over the trials in which both are finite and above 0; `null` without any. */
  readonly tightness: FiveNumbers | null;
  /** What was predicted where only the measurement is infinite; `null` without any. */
  readonly predictedWhereUnbounded: FiveNumbers | null;
  /** Pairs of those finite trials, to 4 digits; every k-th where there are many. */
  readonly pairs: readonly BoundPair[];
};

/** Relative slack for rounding. */
const rounding = 1e-9;
/** Most pairs that are kept. */
const keptPairs = 1000;

/** Compare predictions with measurements.
 *
 * @param pairs  values in [0, Infinity]
 * @example compareBounds([[1, 2], [3, 3]]).hold // => 2
 */
export function compareBounds(pairs: readonly BoundPair[]): BoundComparison {
  const isPositive = (value: number): boolean => Number.isFinite(value) && value > 0;
  const finite = pairs.filter((pair) => pair.every(isPositive));
  const ratios = finite.map(([predicted, measured]) => predicted / measured);
  const isInfinite = (value: number): boolean => value === Number.POSITIVE_INFINITY;
  const unbounded = pairs.filter(([predicted, measured]) => isInfinite(measured) && !isInfinite(predicted));
  const every = Math.ceil(finite.length / keptPairs);
  const toDigits = (value: number): number => Number(value.toPrecision(4));
  return {
    trials: pairs.length,
    hold: pairs.filter(([predicted, measured]) => predicted <= measured * (1 + rounding)).length,
    largestViolation: ratios.reduce((most, ratio) => Math.max(most, ratio - 1), -1),
    bothUnbounded: pairs.filter((pair) => pair.every(isInfinite)).length,
    measuredUnbounded: unbounded.length,
    bothZero: pairs.filter((pair) => pair.every((value) => value === 0)).length,
    tightness: ratios.length === 0 ? null : toFiveNumbers(ratios),
    predictedWhereUnbounded: unbounded.length === 0 ? null : toFiveNumbers(unbounded.map(([predicted]) => predicted)),
    pairs: finite
      .filter((_, index) => index % every === 0)
      .map(([predicted, measured]) => [toDigits(predicted), toDigits(measured)]),
  };
}
