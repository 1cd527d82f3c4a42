/** Radii of many points in a few numbers; `Infinity` where nothing bounds them. */
export interface RadiusSummary {
  readonly count: number;
  readonly min: number;
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  /** How many are 0: a unit stands on its kink there and would move. */
  readonly zero: number;
  /** How many are infinite. */
  readonly unbounded: number;
}

/** Order statistics (the lower of two), which infinite radii do not spoil; `undefined` without any radius. */
export function summarizeRadii(values: Iterable<number>): RadiusSummary | undefined {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  if (count === 0) return undefined;
  const at = (probability: number): number => sorted[Math.floor(probability * (count - 1))]!;
  return {
    count,
    min: at(0),
    p10: at(0.1),
    median: at(0.5),
    p90: at(0.9),
    max: at(1),
    zero: sorted.filter((value) => value === 0).length,
    unbounded: sorted.filter((value) => value === Number.POSITIVE_INFINITY).length,
  };
}
