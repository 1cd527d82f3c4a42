import { ConvergenceError } from '@noprior/tensor';
import { cholesky } from './cholesky.ts';

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
  let logDeterminant = 0;
  for (const pivot of pivots) logDeterminant += Math.log(pivot);
  const inverse = squareOf(invertLower(factor, size), size);
  return { inverse, logDeterminant };
}

/** L^-1, row by row. Rows of L^-1 are taken four at a time, which stores each sum once instead of four times. */
function invertLower(factor: Float64Array, size: number): Float64Array {
  const inverted = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const at = i * size;
    const pivot = factor[at + i]!;
    let k = 0;
    for (; k + 4 <= i; k += 4) {
      const [p, q] = [factor[at + k]! / pivot, factor[at + k + 1]! / pivot];
      const [r, s] = [factor[at + k + 2]! / pivot, factor[at + k + 3]! / pivot];
      const [a, b, c, d] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
      for (let j = 0; j < k + 4; j++) {
        const total = inverted[at + j]! - p * inverted[a + j]! - q * inverted[b + j]!;
        inverted[at + j] = total - r * inverted[c + j]! - s * inverted[d + j]!;
      }
    }
    for (; k < i; k++) {
      const share = factor[at + k]! / pivot;
      for (let j = 0; j <= k; j++) inverted[at + j]! -= share * inverted[k * size + j]!;
    }
    inverted[at + i] = 1 / pivot;
  }
  return inverted;
}

/** M^T M of a lower triangular M, symmetric; rows of M are taken four at a time. */
function squareOf(lower: Float64Array, size: number): Float64Array {
  const square = new Float64Array(size * size);
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    const [a, b, c, d] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
    for (let i = 0; i < k + 4; i++) {
      const at = i * size;
      const [p, q, r, s] = [lower[a + i]!, lower[b + i]!, lower[c + i]!, lower[d + i]!];
      for (let j = 0; j <= i; j++) {
        const total = square[at + j]! + p * lower[a + j]! + q * lower[b + j]!;
        square[at + j] = total + r * lower[c + j]! + s * lower[d + j]!;
      }
    }
  }
  for (; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      const value = lower[k * size + i]!;
      for (let j = 0; j <= i; j++) square[i * size + j]! += value * lower[k * size + j]!;
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) square[j * size + i] = square[i * size + j]!;
  return square;
}
