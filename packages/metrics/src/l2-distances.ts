import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { requireMatrixPair } from './internal/matrix.ts';
import { makeProducts, squaredDistances } from './internal/pairwise.ts';
import type { SignOption } from './sign-option.ts';

/** Squared Euclidean distances  D_ij = ||x_i - y_j||^2  between all pairs. The reference code of Haim et al. calls
 * these squares "l2".
 *
 * Computed as ||x||^2 + ||y||^2 - 2 x.y, and from the differences themselves for pairs closer than a tenth of
 * their norms, where that identity would lose digits.
 *
 * @param x [n, d] points
 * @param y [m, d] points
 * @returns [n, m] float64, squared units of x; an overflow gives Infinity
 * @throws {ShapeError} unless x and y are matrices of the same dimension
 * @throws {DomainError} for NaN or an infinite element
 * @see Haim et al. 2022, arXiv:2206.07758, the l2 distance of the evaluation code
 * @example squaredL2Distances(fromNested([[0, 0]]), fromNested([[3, 4]])).data // => [25]
 */
export function squaredL2Distances(x: HostTensor, y: HostTensor, options: SignOption = {}): HostTensor {
  const [a, b] = requireMatrixPair(x, y, 'squaredL2Distances');
  return makeHostTensor(squaredDistances(makeProducts(a, b), options.signInvariant ?? false), [a.rows, b.rows]);
}

/** Euclidean distances  D_ij = ||x_i - y_j||  between all pairs: the square roots of {@link squaredL2Distances}.
 *
 * @param x [n, d] points
 * @param y [m, d] points
 * @returns [n, m] float64, units of x
 * @throws {ShapeError} unless x and y are matrices of the same dimension
 * @throws {DomainError} for NaN or an infinite element
 * @example l2Distances(fromNested([[0, 0]]), fromNested([[3, 4]])).data // => [5]
 */
export function l2Distances(x: HostTensor, y: HostTensor, options: SignOption = {}): HostTensor {
  const [a, b] = requireMatrixPair(x, y, 'l2Distances');
  const squared = squaredDistances(makeProducts(a, b), options.signInvariant ?? false);
  return makeHostTensor(squared.map(Math.sqrt), [a.rows, b.rows]);
}
