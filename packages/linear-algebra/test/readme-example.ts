import { nonnegativeLeastSquares, projectOntoComplement, spanOf } from '@noprior/linear-algebra';
import { fromNested } from '@noprior/tensor';

// Two points of R^3 span a plane; what is left of a third one is orthogonal to it.
const points = fromNested([
  [3, 4, 0],
  [0, 5, 0],
]);
const span = spanOf(points);
const left = projectOntoComplement(span, fromNested([[1, 2, 7]]));

// min over c >= 0 of c^T K c - 2 t^T c
const K = fromNested([
  [2, 1],
  [1, 2],
]);
const { coefficients, projectedGradient } = nonnegativeLeastSquares(K, fromNested([1, -1]));

export const result = [span.rank, ...left.data, ...coefficients, projectedGradient];
// => [2, 0, 0, 7, 0.5, 0, 0]
