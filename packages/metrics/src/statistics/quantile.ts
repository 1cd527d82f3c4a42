import { DomainError } from '@noprior/tensor';

/** Quantile of a sample, linear between order statistics (type 7, NumPy's default).
 *
 * @param values      sample, not empty, any order
 * @param probability in [0, 1]; 0.5 is the median
 * @returns           a number in the units of the sample
 * @throws {DomainError} for an empty sample, NaN or infinite values, or a probability outside [0, 1]
 * @see Hyndman and Fan 1996, doi:10.2307/2684934
 * @example quantile([1, 2, 3, 10], 0.5) // => 2.5
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new DomainError(`quantile: probability must lie in [0, 1], got ${probability}`);
  }
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new DomainError('quantile: the sample is empty; give at least one value');
  if (!sorted.every(Number.isFinite)) throw new DomainError('quantile: values must be finite, got NaN or infinity');
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

/** Five quantiles of a sample. */
export interface Quantiles {
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** The 5, 25, 50, 75 and 95 % {@link quantile}s of a sample.
 *
 * @throws {DomainError} as {@link quantile}
 * @example quantiles([0, 1, 2, 3, 4]).p25 // => 1
 */
export function quantiles(values: ArrayLike<number>): Quantiles {
  return {
    p05: quantile(values, 0.05),
    p25: quantile(values, 0.25),
    p50: quantile(values, 0.5),
    p75: quantile(values, 0.75),
    p95: quantile(values, 0.95),
  };
}
