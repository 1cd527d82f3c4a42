/** Lower factor of a symmetric matrix, row-major, with its squared pivots. */
export interface Cholesky {
  /** [n * n] L, rows up to a failure */
  readonly factor: Float64Array;
  /** [n] L_ii^2, whose product is the determinant */
  readonly pivots: Float64Array;
  /** The first row whose pivot is not positive: the matrix is not positive definite in float64. */
  readonly failure: number | undefined;
}

/** L L^T = A + ridge I.
 *
 * @param matrix  [n * n] row-major; only the lower triangle is read
 */
export function cholesky(matrix: ArrayLike<number>, size: number, ridge = 0): Cholesky {
  const factor = new Float64Array(size * size);
  const pivots = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let total = matrix[row * size + column]! + (row === column ? ridge : 0);
      for (let k = 0; k < column; k++) total -= factor[row * size + k]! * factor[column * size + k]!;
      if (row !== column) {
        factor[row * size + column] = total / factor[column * size + column]!;
        continue;
      }
      pivots[row] = total;
      if (!(total > 0)) return { factor, pivots, failure: row };
      factor[row * size + row] = Math.sqrt(total);
    }
  }
  return { factor, pivots, failure: undefined };
}
