import { DomainError, type HostTensor } from '@noprior/tensor';
import { requireInteger } from './internal/checks.ts';
import { l2Distances } from './l2-distances.ts';
import { type NearestPair, nearestSorted } from './nearest-sorted.ts';
import type { SignOption } from './sign-option.ts';

/** Mean distance of the k best candidates, and which they are. */
export interface MeanDistanceOfBest {
  readonly mean: number;
  readonly k: number;
  /** The k pairs, closest first: `x` the candidate, `y` its nearest point, `value` their distance. Several candidates
   * may share one point. */
  readonly pairs: readonly NearestPair[];
}

/** Each candidate's Euclidean distance to its nearest training point; the mean of the k smallest.
 *
 * @param candidates [n, d] points
 * @param training   [m, d] points
 * @param k          how many candidates, from 1 to n. Default 5
 * @returns          the mean in units of the points, and the pairs
 * @throws {ShapeError} unless both are matrices of the same dimension
 * @throws {DomainError} for non-finite elements, no training point, or k out of range
 * @example meanDistanceOfBest(candidates, training, 5).mean
 */
export function meanDistanceOfBest(
  candidates: HostTensor,
  training: HostTensor,
  k: number = 5,
  options: SignOption = {},
): MeanDistanceOfBest {
  return meanOfNearest(l2Distances(candidates, training, options), k);
}

/** {@link meanDistanceOfBest} from a matrix of distances that is already there.
 *
 * @param distances [n, m] distances of candidates from training points
 * @param k         how many candidates, from 1 to n
 * @throws {ShapeError} unless `distances` is a matrix
 * @throws {DomainError} for non-finite elements, no training point, or k out of range
 * @example meanOfNearest(makeHostTensor([1, 2, 5, 3], [2, 2]), 1).mean // => 1
 */
export function meanOfNearest(distances: HostTensor, k: number): MeanDistanceOfBest {
  requireInteger(k, 1, 'meanDistanceOfBest', 'k');
  const count = distances.shape[0] ?? 0;
  if (k > count) throw new DomainError(`meanDistanceOfBest: k is ${k}, but there are only ${count} candidates`);
  const pairs = nearestSorted(distances).slice(0, k);
  return { mean: pairs.reduce((sum, { value }) => sum + value, 0) / k, k, pairs };
}
