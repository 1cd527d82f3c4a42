/** Solve A x = b for a symmetric positive semidefinite A by Cholesky's factorisation with one step of refinement.
 *
 * A ridge of 1e-13 of the largest diagonal entry is added, ten times more at each failure, so that dependent columns
 * share their weight instead of dividing by zero.
 *
 * @param matrix  [n * n] row-major, not changed
 * @param right   [n]
 * @returns       [n]
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i]!);
  if (largest <= 0) return new Float64Array(size);
  for (let ridge = 1e-13 * largest; ; ridge *= 10) {
    const factor = cholesky(matrix, size, ridge);
    if (factor === undefined) continue;
    const solution = substitute(factor, right);
    const residual = right.map((value, row) => {
      let total = value;
      for (let column = 0; column < size; column++) total -= matrix[row * size + column]! * solution[column]!;
      return total;
    });
    const correction = substitute(factor, residual);
    return solution.map((value, index) => value + correction[index]!);
  }
}

/** Lower factor of A + ridge I, `undefined` where a pivot is not positive. */
function cholesky(matrix: Float64Array, size: number, ridge: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let total = matrix[row * size + column]! + (row === column ? ridge : 0);
      for (let k = 0; k < column; k++) total -= factor[row * size + k]! * factor[column * size + k]!;
      if (row !== column) factor[row * size + column] = total / factor[column * size + column]!;
      else if (total > 0) factor[row * size + row] = Math.sqrt(total);
      else return undefined;
    }
  }
  return factor;
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
