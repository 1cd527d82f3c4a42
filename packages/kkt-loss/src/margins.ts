import { DomainError } from '@noprior/tensor';

/** Smallest, median and largest of the margins q_i = y_i Phi(theta; x_i). */
export interface MarginSummary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Summary of [n] margins; the median of an even number of them is the mean of the middle two.
 *
 * @throws {DomainError} if there are none
 * @example summarizeMargins([3, 1, 2, 8]) // => { min: 1, median: 2.5, max: 8 }
 */
export function summarizeMargins(margins: ArrayLike<number>): MarginSummary {
  const sorted = Float64Array.from(margins).sort();
  if (sorted.length === 0) throw new DomainError('summarizeMargins: there are no margins; give at least one');
  const middle = sorted.length >> 1;
  return {
    min: sorted[0]!,
    median: sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2,
    max: sorted[sorted.length - 1]!,
  };
}
