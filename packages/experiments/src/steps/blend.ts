import { distance, dot, nonnegativeLeastSquares } from '@noprior/linear-algebra';
import { DomainError, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';

/** How well one point is explained by training points. */
export interface Blend {
  /** Distance to the nearest training point. */
  readonly single: number;
  /** Distance to the nearest convex combination of the k nearest training points. */
  readonly blended: number;
  /** Largest weight of that combination; 1 if it is one point. */
  readonly largestWeight: number;
}

/** Compare the nearest training point of a candidate with the nearest average of several: an attack without a prior may return
 * points between training points.
 *
 * The weights are non-negative and add up to 1: the sum is held by a penalty whose weight is 1e4 times the largest squared
 * norm, and the weights are then divided by their sum.
 *
 * @param candidate  [d]
 * @param training   [n, d]
 * @param k          nearest points that may be averaged, an integer from 1; at most n are taken
 * @throws {ShapeError} unless the sizes agree
 * @throws {DomainError} for another k
 */
export function blendOf(candidate: ArrayLike<number>, training: HostTensor, k: number): Blend {
  const [count = 0, dimension = 0] = training.shape;
  if (candidate.length !== dimension || count < 1) {
    throw new ShapeError(
      `blendOf: candidate of ${candidate.length} coordinates beside ${count} points of ${dimension}`,
    );
  }
  if (!Number.isSafeInteger(k) || k < 1) throw new DomainError(`blendOf: k must be an integer from 1, got ${k}`);
  const row = (index: number) => training.data.subarray(index * dimension, (index + 1) * dimension);
  const order = Array.from({ length: count }, (_, index) => ({ index, distance: distance(candidate, row(index)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k);
  const chosen = order.map(({ index }) => row(index));
  const size = chosen.length;
  const single = order[0]!.distance;
  if (size === 1) return { single, blended: single, largestWeight: 1 };
  const products = chosen.map((a) => chosen.map((b) => dot(a, b)));
  const penalty = 1e4 * Math.max(dot(candidate, candidate), ...products.map((line, at) => line[at]!), 1e-300);
  const gram = makeHostTensor(
    products.flatMap((line) => line.map((value) => value + penalty)),
    [size, size],
  );
  const target = makeHostTensor(
    chosen.map((point) => dot(point, candidate) + penalty),
    [size],
  );
  const { coefficients } = nonnegativeLeastSquares(gram, target);
  const sum = coefficients.reduce((total, value) => total + value, 0);
  const weights = coefficients.map((value) => value / sum);
  const average = new Float64Array(dimension);
  for (const [at, point] of chosen.entries())
    for (let j = 0; j < dimension; j++) average[j]! += weights[at]! * point[j]!;
  // Rounding of the penalty may leave the average a hair behind the single point.
  return { single, blended: Math.min(single, distance(candidate, average)), largestWeight: Math.max(...weights) };
}
