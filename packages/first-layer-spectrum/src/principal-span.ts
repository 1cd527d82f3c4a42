import { meanRow, norm, rejection, singularVectors, stackRows } from '@noprior/linear-algebra';
import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import type { SpanBasis } from './span-coordinates.ts';

/** Which subspace of points. */
export interface PrincipalSpanOptions {
  /** Number of directions, an integer >= 1; fewer come out where the points have fewer. */
  readonly rank: number;
  /** Whether the first layer of the network to attack has a bias. */
  readonly hasBias: boolean;
}

/** The affine subspace that fits points best, as a span for {@link spanReduction} and attacks. */
export interface PrincipalSpan extends SpanBasis {
  /** r: number of directions, `options.rank` or what the points have. */
  readonly rank: number;
  /** [d] mean of the points. */
  readonly mean: HostTensor;
  /** [r, d] orthonormal rows, by falling variance, in float64. */
  readonly directions: HostTensor;
  /** [r] standard deviation of the points along each direction. */
  readonly deviations: Float64Array;
}

/** Directions whose singular value is smaller, relative to the largest, are rounding. */
const leastRatio = 1e-10;

/** Mean and first r principal directions of points that the attacker knows, of its own data or of the same source:
 *
 *     x = m + D^T c,   c in R^r.
 *
 * With a bias the basis is that of the span of (m, 1) and (D_k, 0), whose points (x, 1) are just these, so it has r + 1 rows. Without
 * one a span has no place of its own: it is that of m and D, through 0, with the length along m free.
 *
 * Unlike {@link estimateSpan} it reads nothing from the weights; whoever knows it has a prior.
 *
 * @param points  [n, d], n at least 2
 * @throws {ShapeError} unless points is a matrix
 * @throws {DomainError} for a rank that is no positive integer, fewer than two points, or points that are all the same
 * @see Pearson 1901, On lines and planes of closest fit to systems of points in space
 * @example
 * const span = principalSpan(publicImages.x, { rank: 50, hasBias: true });
 * const { network: smaller, expand } = spanReduction(network, span);
 */
export function principalSpan(points: HostTensor, { rank, hasBias }: PrincipalSpanOptions): PrincipalSpan {
  if (points.shape.length !== 2) {
    throw new ShapeError(`principalSpan: points must be [n, d], got ${formatShape(points.shape)}`);
  }
  if (!Number.isSafeInteger(rank) || rank < 1) {
    throw new DomainError(`principalSpan: rank must be an integer >= 1, got ${rank}`);
  }
  const [count, d] = points.shape as readonly [number, number];
  if (count < 2 || d < 1) {
    throw new DomainError(
      `principalSpan: ${count} points of dimension ${d} have no directions; give at least two points`,
    );
  }
  const mean = Float64Array.from(meanRow(points).data);
  const { values, vectors } = singularVectors(count, d, (i, k) => points.data[i * d + k]! - mean[k]!);
  const largest = values[0]!;
  if (!(largest > 0)) throw new DomainError('principalSpan: all points are the same; there are no directions');
  const there = values.findIndex((value) => value <= leastRatio * largest);
  const found = Math.min(rank, count - 1, there < 0 ? values.length : there);
  const rows = vectors(found);
  return {
    rank: found,
    mean: makeHostTensor(mean, [d]),
    directions: stackRows(rows, d),
    deviations: Float64Array.from(values.subarray(0, found), (value) => value / Math.sqrt(count - 1)),
    hasBias,
    basis: basisOf(mean, rows, hasBias),
  };
}

/** Orthonormal rows whose span is that of (m, 1) and (D_k, 0); without a bias that of m, if it is off the others, and D_k. */
function basisOf(mean: Float64Array, directions: readonly Float64Array[], hasBias: boolean): HostTensor {
  const d = mean.length;
  // Twice, for the digits that the first time leaves.
  const rest = rejection(rejection(mean, directions), directions);
  const columns = hasBias ? d + 1 : d;
  const whole = hasBias ? Math.hypot(norm(rest), 1) : norm(rest);
  const hasMean = hasBias || whole > leastRatio * norm(mean);
  const count = directions.length + (hasMean ? 1 : 0);
  const basis = new Float64Array(count * columns);
  for (const [k, direction] of directions.entries()) basis.set(direction, k * columns);
  if (hasMean) {
    for (let j = 0; j < d; j++) basis[directions.length * columns + j] = rest[j]! / whole;
    if (hasBias) basis[count * columns - 1] = 1 / whole;
  }
  return makeHostTensor(basis, [count, columns]);
}
