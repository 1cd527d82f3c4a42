import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { requireMatrixPair } from './internal/matrix.ts';
import { cosines, makeProducts, scaleRows } from './internal/pairwise.ts';
import type { SignOption } from './sign-option.ts';

/** Cosines  C_ij = x_i . y_j / (||x_i|| ||y_j||)  between all pairs. A zero vector has no direction: its cosine with
 * anything is 0 here by convention.
 *
 * @param x [n, d] points
 * @param y [m, d] points
 * @returns [n, m] float64 in [-1, 1]; with `signInvariant` the magnitudes, in [0, 1]
 * @throws {ShapeError} unless x and y are matrices of the same dimension
 * @throws {DomainError} for NaN or an infinite element
 * @example cosineSimilarities(fromNested([[2, 0]]), fromNested([[1, 0], [0, 3]])).data // => [1, 0]
 */
export function cosineSimilarities(x: HostTensor, y: HostTensor, options: SignOption = {}): HostTensor {
  const [a, b] = requireMatrixPair(x, y, 'cosineSimilarities');
  const products = makeProducts(scaleRows(a), scaleRows(b));
  return makeHostTensor(cosines(products, options.signInvariant ?? false), [a.rows, b.rows]);
}
