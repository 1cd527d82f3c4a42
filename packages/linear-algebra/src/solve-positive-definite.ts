import { cholesky } from './cholesky.ts';
import { largestOf } from './vectors.ts';

/** Solve A x = b for a symmetric positive semidefinite A: scaled to unit diagonal, factored by Cholesky, and refined
 * while the residual shrinks.
 *
 * A ridge of 1e-13 is added to the unit diagonal, ten times more at each failure, so that dependent columns share their
 * weight instead of dividing by zero. Coordinates with A_ii <= 0 get 0.
 *
 * @param matrix  [n * n] row-major, not changed
 * @param right   [n]
 * @returns       [n]
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const scales = right.map((_, i) => {
    const diagonal = matrix[i * size + i]!;
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
  });
  const scaled = matrix.map((value, at) => value * scales[Math.floor(at / size)]! * scales[at % size]!);
  const target = right.map((value, i) => value * scales[i]!);
  for (let ridge = 1e-13; ; ridge *= 10) {
    const { factor, failure } = cholesky(scaled, size, ridge);
    if (failure !== undefined) continue;
    return refine(scaled, target, factor).map((value, i) => value * scales[i]!);
  }
}

/** Iterative refinement: at most ten corrections, and only those that shrink the residual. */
function refine(matrix: Float64Array, right: Float64Array, factor: Float64Array): Float64Array {
  let solution = substitute(factor, right);
  let residual = residualOf(matrix, right, solution);
  for (let round = 0; round < 10; round++) {
    const correction = substitute(factor, residual);
    const next = solution.map((value, i) => value + correction[i]!);
    const left = residualOf(matrix, right, next);
    if (!(largestOf(left) < largestOf(residual))) break;
    solution = next;
    residual = left;
  }
  return solution;
}

function residualOf(matrix: Float64Array, right: Float64Array, solution: Float64Array): Float64Array {
  const size = right.length;
  return right.map((value, row) => {
    let total = value;
    for (let column = 0; column < size; column++) total -= matrix[row * size + column]! * solution[column]!;
    return total;
  });
}

function substitute(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) x[row]! -= factor[row * size + k]! * x[k]!;
    x[row]! /= factor[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row]! -= factor[k * size + row]! * x[k]!;
    x[row]! /= factor[row * size + row]!;
  }
  return x;
}
