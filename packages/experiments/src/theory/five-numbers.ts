/** A distribution in five numbers, with how many values are infinite or 0. `null` stands for infinite, which JSON cannot write. */
export type FiveNumbers = {
  readonly count: number;
  readonly min: number | null;
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
  readonly max: number | null;
  /** How many are infinite. */
  readonly unbounded: number;
  /** How many are 0. */
  readonly zero: number;
};

/** The five numbers of values in [0, Infinity], at least one. They are values themselves, without interpolation, since some may be
 * infinite.
 *
 * @example toFiveNumbers([1, 2, Infinity]).median // => 2
 */
export function toFiveNumbers(values: ArrayLike<number>): FiveNumbers {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number | null => finiteOrNull(sorted[Math.floor(share * (sorted.length - 1))]!);
  return {
    count: sorted.length,
    min: at(0),
    q25: at(0.25),
    median: at(0.5),
    q75: at(0.75),
    max: at(1),
    unbounded: sorted.filter((value) => value === Number.POSITIVE_INFINITY).length,
    zero: sorted.filter((value) => value === 0).length,
  };
}

/** A number as JSON can hold it: `null` unless it is finite. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
