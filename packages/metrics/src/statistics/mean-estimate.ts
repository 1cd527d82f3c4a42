import { DomainError } from '@noprior/tensor';
import type { Estimate } from './estimate.ts';
import { studentTQuantile } from './student-t-quantile.ts';

/** Mean of independent observations, for example one for each seed, with Student's interval
 * mean +- t_{n-1} s / sqrt(n).
 *
 * @param values      not empty, finite
 * @param confidence  in (0, 1), default 0.95
 * @returns           no interval for one observation
 * @throws {DomainError} for an empty sample, values that are not finite, or a confidence out of range
 * @example meanEstimate([1, 2, 3]).value // => 2
 */
export function meanEstimate(values: readonly number[], confidence = 0.95): Estimate {
  if (values.length === 0) throw new DomainError('meanEstimate: the sample is empty; give at least one value');
  if (!values.every(Number.isFinite)) throw new DomainError('meanEstimate: values must be finite');
  if (!(confidence > 0 && confidence < 1)) {
    throw new DomainError(`meanEstimate: confidence must lie in (0, 1), got ${confidence}`);
  }
  const count = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / count;
  if (count === 1) return { value, count, interval: null };
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  const half = studentTQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { value, count, interval: { low: value - half, high: value + half, confidence, method: 'student-t' } };
}
