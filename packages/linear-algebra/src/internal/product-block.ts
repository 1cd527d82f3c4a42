/** Inner products of rows i to i + 3 of one set with rows j and j + 1 of another; eight sums share what is loaded.
 *
 * @param products  row-major; element (i, j) is at `at`, the rows are `stride` apart
 */
export function productBlock(
  a: readonly Float64Array[],
  i: number,
  b: readonly Float64Array[],
  j: number,
  { products, at, stride }: { readonly products: Float64Array; readonly at: number; readonly stride: number },
): void {
  const [a0, a1, a2, a3] = [a[i]!, a[i + 1]!, a[i + 2]!, a[i + 3]!];
  const [b0, b1] = [b[j]!, b[j + 1]!];
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
  products[at] = s00;
  products[at + 1] = s01;
  products[at + stride] = s10;
  products[at + stride + 1] = s11;
  products[at + 2 * stride] = s20;
  products[at + 2 * stride + 1] = s21;
  products[at + 3 * stride] = s30;
  products[at + 3 * stride + 1] = s31;
}
