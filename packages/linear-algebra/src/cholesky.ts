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
 * Four entries of a row are computed together, so that their sums do not wait for one another; the order within each
 * sum, and with it the result to the bit, is that of one at a time.
 *
 * @param matrix  [n * n] row-major; only the lower triangle is read
 */
export function cholesky(matrix: ArrayLike<number>, size: number, ridge = 0): Cholesky {
  const factor = new Float64Array(size * size);
  const pivots = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    let column = 0;
    for (; column + 4 <= row; column += 4) fourEntries(factor, matrix, at, column, size);
    for (; column <= row; column++) {
      const other = column * size;
      let total = matrix[at + column]! + (row === column ? ridge : 0);
      for (let k = 0; k < column; k++) total -= factor[at + k]! * factor[other + k]!;
      if (row !== column) {
        factor[at + column] = total / factor[other + column]!;
        continue;
      }
      pivots[row] = total;
      if (!(total > 0)) return { factor, pivots, failure: row };
      factor[at + row] = Math.sqrt(total);
    }
  }
  return { factor, pivots, failure: undefined };
}

/** Entries `column` to `column + 3` of the row that begins at `at`. */
function fourEntries(factor: Float64Array, matrix: ArrayLike<number>, at: number, column: number, size: number): void {
  const [a, b, c, d] = [column * size, (column + 1) * size, (column + 2) * size, (column + 3) * size];
  let p = matrix[at + column]!;
  let q = matrix[at + column + 1]!;
  let r = matrix[at + column + 2]!;
  let s = matrix[at + column + 3]!;
  for (let k = 0; k < column; k++) {
    const value = factor[at + k]!;
    p -= value * factor[a + k]!;
    q -= value * factor[b + k]!;
    r -= value * factor[c + k]!;
    s -= value * factor[d + k]!;
  }
  p /= factor[a + column]!;
  q = (q - p * factor[b + column]!) / factor[b + column + 1]!;
  r = (r - p * factor[c + column]! - q * factor[c + column + 1]!) / factor[c + column + 2]!;
  s -= p * factor[d + column]!;
  s = (s - q * factor[d + column + 1]! - r * factor[d + column + 2]!) / factor[d + column + 3]!;
  factor[at + column] = p;
  factor[at + column + 1] = q;
  factor[at + column + 2] = r;
  factor[at + column + 3] = s;
}
