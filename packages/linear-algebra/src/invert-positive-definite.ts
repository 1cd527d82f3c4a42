import { ConvergenceError } from '@noprior/tensor';
import { cholesky } from './internal/cholesky.ts';

/** Inverse and log-determinant of a symmetric positive definite matrix, by Cholesky.
 *
 * @param matrix  [n * n] row-major; only the lower triangle is read
 * @returns       inverse [n * n], symmetric, and log det
 * @throws {ConvergenceError} if a pivot is not positive, so that the matrix is not positive definite in float64
 */
export function invertPositiveDefinite(
  matrix: ArrayLike<number>,
  size: number,
): { readonly inverse: Float64Array; readonly logDeterminant: number } {
  const { factor, pivots, failure } = cholesky(matrix, size);
  if (failure !== undefined) {
    throw new ConvergenceError(
      `invertPositiveDefinite: pivot ${failure} of ${size} is ${pivots[failure]}; the matrix is not positive definite`,
    );
  }
  // L^-1, row by row.
  const inverted = new Float64Array(size * size);
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) {
    logDeterminant += Math.log(pivots[i]!);
    const pivot = factor[i * size + i]!;
    for (let k = 0; k < i; k++) {
      const share = factor[i * size + k]! / pivot;
      for (let j = 0; j <= k; j++) inverted[i * size + j]! -= share * inverted[k * size + j]!;
    }
    inverted[i * size + i] = 1 / pivot;
  }
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const value = inverted[k * size + i]!;
      for (let j = 0; j <= i; j++) inverse[i * size + j]! += value * inverted[k * size + j]!;
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) inverse[j * size + i] = inverse[i * size + j]!;
  return { inverse, logDeterminant };
}
