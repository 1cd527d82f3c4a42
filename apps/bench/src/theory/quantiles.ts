/** A distribution of radii or distances; `null` stands for infinite, which JSON cannot write. */
export interface Quantiles {
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
}

/** Quantiles of values in [0, Infinity], at least one: values themselves, no interpolation, since some may be infinite. */
export function toQuantiles(values: ArrayLike<number>): Quantiles {
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

/** The number to some digits, `null` unless it is finite. */
export function finiteOrNull(value: number, digits = 6): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}
