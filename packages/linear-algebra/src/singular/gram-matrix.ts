/** Inner products of all pairs of rows, A A^T; blocks of four by two rows, so that eight sums share what is loaded.
 *
 * @param rows  p rows of one length
 * @returns     [p * p] row-major; only the lower triangle is filled
 */
export function gramMatrix(rows: readonly Float64Array[]): Float64Array {
  const p = rows.length;
  const products = new Float64Array(p * p);
  const whole = p - (p % 4);
  for (let i = 0; i < whole; i += 4) for (let j = 0; j <= i + 3; j += 2) multiplyBlock(rows, i, j, products);
  for (let i = whole; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [rows[i]!, rows[j]!];
      let total = 0;
      for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
      products[i * p + j] = total;
    }
  }
  return products;
}

/** Products of rows i to i + 3 with rows j and j + 1. */
function multiplyBlock(rows: readonly Float64Array[], i: number, j: number, products: Float64Array): void {
  const p = rows.length;
  const [a0, a1, a2, a3] = [rows[i]!, rows[i + 1]!, rows[i + 2]!, rows[i + 3]!];
  const [b0, b1] = [rows[j]!, rows[j + 1]!];
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < b0.length; k++) {
    const y0 = b0[k]!;
    const y1 = b1[k]!;
    const x0 = a0[k]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    const x1 = a1[k]!;
    s10 += x1 * y0;
    s11 += x1 * y1;
    const x2 = a2[k]!;
    s20 += x2 * y0;
    s21 += x2 * y1;
    const x3 = a3[k]!;
    s30 += x3 * y0;
    s31 += x3 * y1;
  }
  const at = i * p + j;
  products[at] = s00;
  products[at + 1] = s01;
  products[at + p] = s10;
  products[at + p + 1] = s11;
  products[at + 2 * p] = s20;
  products[at + 2 * p + 1] = s21;
  products[at + 3 * p] = s30;
  products[at + 3 * p + 1] = s31;
}
