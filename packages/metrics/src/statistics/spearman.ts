import { DomainError, makeRandom } from '@noprior/tensor';
import type { Estimate } from './estimate.ts';
import { quantile } from './quantile.ts';
import { ranks } from './ranks.ts';

/** Options of {@link spearman}. */
export interface SpearmanOptions {
  /** Group of every pair; pairs of one group, such as runs on one trained network, are drawn together. Default: each pair is
   * its own. */
  readonly groups?: readonly number[];
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
  /** Default 2000. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Spearman's rank correlation with a percentile bootstrap interval, in which whole groups are drawn with replacement.
 *
 * @param x  n numbers
 * @param y  n numbers
 * @returns  `undefined` if either is constant or there are fewer than two pairs; no interval with fewer than three groups
 * @throws {DomainError} unless x, y and groups have the same length, and for values that are not finite
 * @see Spearman 1904; Davison and Hinkley 1997, chapter 3, for the bootstrap of groups
 * @example spearman([1, 2, 3, 4], [1, 4, 9, 16])?.value // => 1
 */
export function spearman(
  x: readonly number[],
  y: readonly number[],
  options: SpearmanOptions = {},
): Estimate | undefined {
  const { groups = x.map((_, index) => index), confidence = 0.95, repeats = 2000, seed = 0 } = options;
  if (x.length !== y.length || groups.length !== x.length) {
    throw new DomainError(`spearman: ${x.length} and ${y.length} values in ${groups.length} groups do not pair up`);
  }
  if (![...x, ...y].every(Number.isFinite)) throw new DomainError('spearman: values must be finite');
  if (!(confidence > 0 && confidence < 1)) {
    throw new DomainError(`spearman: confidence must lie in (0, 1), got ${confidence}`);
  }
  const value = correlation(ranks(x), ranks(y));
  if (value === undefined) return undefined;
  const names = [...new Set(groups)];
  const members = names.map((name) => groups.flatMap((group, index) => (group === name ? [index] : [])));
  const count = names.length;
  if (count < 3) return { value, count, interval: null };
  const random = makeRandom(seed).fork('spearman');
  const drawn: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const indices = names.flatMap(() => members[random.integer(0, count)]!);
    const again = correlation(ranks(indices.map((index) => x[index]!)), ranks(indices.map((index) => y[index]!)));
    if (again !== undefined) drawn.push(again);
  }
  if (drawn.length === 0) return { value, count, interval: null };
  const tail = (1 - confidence) / 2;
  const method = 'bootstrap-of-groups';
  return {
    value,
    count,
    interval: { low: quantile(drawn, tail), high: quantile(drawn, 1 - tail), confidence, method },
  };
}

/** Pearson's correlation; `undefined` where one side is constant. */
function correlation(a: readonly number[], b: readonly number[]): number | undefined {
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    product += (a[i]! - meanA) * (b[i]! - meanB);
    squaresA += (a[i]! - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  }
  return squaresA > 0 && squaresB > 0 ? product / Math.sqrt(squaresA * squaresB) : undefined;
}
