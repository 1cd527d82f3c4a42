import { productBlock } from './internal/product-block.ts';
import { dot } from './vectors.ts';

/** Inner products of all pairs of rows, A A^T.
 *
 * @param rows  p rows of one length
 * @returns     [p * p] row-major; only the lower triangle is filled
 */
export function gramMatrix(rows: readonly Float64Array[]): Float64Array {
  const p = rows.length;
  const products = new Float64Array(p * p);
  const whole = p - (p % 4);
  for (let i = 0; i < whole; i += 4) {
    for (let j = 0; j <= i + 3; j += 2) productBlock(rows, i, rows, j, { products, at: i * p + j, stride: p });
  }
  for (let i = whole; i < p; i++) for (let j = 0; j <= i; j++) products[i * p + j] = dot(rows[i]!, rows[j]!);
  return products;
}
