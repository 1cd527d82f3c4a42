import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { halfGradient } from './half-gradient.ts';
import { activeSet } from './internal/active-set.ts';
import { coordinateDescent } from './internal/coordinate-descent.ts';

/** Minimiser of c^T K c - 2 t^T c over c >= 0, with the number that certifies it. */
export interface NonnegativeSolution {
  /** [n] minimiser */
  readonly coefficients: Float64Array;
  /** c^T K c - 2 t^T c there */
  readonly value: number;
  /** Largest violation of optimality: |g_i| where c_i > 0, max(0, -g_i) where c_i = 0, with g = 2 (K c - t). */
  readonly projectedGradient: number;
  /** Coordinates that the active-set method added. */
  readonly iterations: number;
}

/** Non-negative least squares on the normal equations: the multipliers lambda >= 0 that explain a network best, given
 * the Gram matrix of its sample gradients.
 *
 * Coordinate descent finds the support, then a primal active-set method solves on it exactly; a nearly singular block
 * is regularised by 1e-13 of its diagonal. Deterministic. A coordinate with K_ii = 0 stays at 0; if its
 * t_i is positive there is no minimum, and `projectedGradient` says so.
 *
 * @param gram    [n, n] K, symmetric, positive semidefinite
 * @param target  [n] t
 * @throws {ShapeError} unless K is square and t fits
 * @throws {DomainError} for values that are not finite, and a negative K_ii
 * @see Lawson and Hanson 1974, chapter 23
 * @example nonnegativeLeastSquares(fromNested([[1, 0], [0, 1]]), fromNested([2, -1])).coefficients // => [2, 0]
 */
export function nonnegativeLeastSquares(gram: HostTensor, target: HostTensor): NonnegativeSolution {
  const count = target.shape[0] ?? 0;
  if (target.shape.length !== 1 || gram.shape.length !== 2 || gram.shape[0] !== count || gram.shape[1] !== count) {
    throw new ShapeError(
      `nonnegativeLeastSquares: expected [n, n] and [n], got ${formatShape(gram.shape)} and ${formatShape(target.shape)}`,
    );
  }
  const K = Float64Array.from(gram.data);
  const t = Float64Array.from(target.data);
  if (!K.every(Number.isFinite) || !t.every(Number.isFinite)) {
    throw new DomainError('nonnegativeLeastSquares: the Gram matrix or the target has values that are not finite');
  }
  for (let i = 0; i < count; i++) {
    if (K[i * count + i]! < 0) {
      throw new DomainError(
        `nonnegativeLeastSquares: the Gram matrix has ${K[i * count + i]} at [${i}, ${i}]; squared norms cannot be negative`,
      );
    }
  }
  const c = new Float64Array(count);
  coordinateDescent(K, t, c, 300);
  const iterations = activeSet(K, t, c, 10 * count + 50);
  const half = halfGradient(K, t, c);
  let value = 0;
  let projectedGradient = 0;
  for (let i = 0; i < count; i++) {
    value += c[i]! * (half[i]! - t[i]!);
    const g = 2 * half[i]!;
    projectedGradient = Math.max(projectedGradient, c[i]! > 0 ? Math.abs(g) : Math.max(0, -g));
  }
  return { coefficients: c, value, projectedGradient, iterations };
}
