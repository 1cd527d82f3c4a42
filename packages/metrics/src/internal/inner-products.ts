import type { Matrix } from './matrix.ts';

/** Columns handled at once, so that eight rows' worth of them (32 KiB) stay in the first-level cache. */
const columnBlock = 512;

/** All inner products of the rows of x with the rows of y: x y^T, blocked by columns and by 4 x 4 rows.
 *
 * @returns row-major [x.rows, y.rows]
 */
export function innerProducts(x: Matrix, y: Matrix): Float64Array {
  const d = x.columns;
  const result = new Float64Array(x.rows * y.rows);
  for (let start = 0; start < d; start += columnBlock) {
    const end = Math.min(d, start + columnBlock);
    for (let j = 0; j < y.rows; j += 4) {
      for (let i = 0; i < x.rows; i += 4) {
        if (i + 4 <= x.rows && j + 4 <= y.rows) addTile(x.data, y.data, d, i, j, start, end, result, y.rows);
        else addEdge(x, y, i, j, start, end, result);
      }
    }
  }
  return result;
}

/** Add the columns [start, end) of the 4 x 4 products of rows i.. of a with rows j.. of b. */
function addTile(
  a: Float64Array,
  b: Float64Array,
  d: number,
  i: number,
  j: number,
  start: number,
  end: number,
  result: Float64Array,
  stride: number,
): void {
  for (let row = i; row < i + 4; row += 2) {
    const a0 = row * d;
    const a1 = a0 + d;
    const b0 = j * d;
    const b1 = b0 + d;
    const b2 = b1 + d;
    const b3 = b2 + d;
    let s00 = 0;
    let s01 = 0;
    let s02 = 0;
    let s03 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    for (let k = start; k < end; k++) {
      const p0 = a[a0 + k]!;
      const p1 = a[a1 + k]!;
      const q0 = b[b0 + k]!;
      const q1 = b[b1 + k]!;
      const q2 = b[b2 + k]!;
      const q3 = b[b3 + k]!;
      s00 += p0 * q0;
      s01 += p0 * q1;
      s02 += p0 * q2;
      s03 += p0 * q3;
      s10 += p1 * q0;
      s11 += p1 * q1;
      s12 += p1 * q2;
      s13 += p1 * q3;
    }
    const at = row * stride + j;
    result[at]! += s00;
    result[at + 1]! += s01;
    result[at + 2]! += s02;
    result[at + 3]! += s03;
    result[at + stride]! += s10;
    result[at + stride + 1]! += s11;
    result[at + stride + 2]! += s12;
    result[at + stride + 3]! += s13;
  }
}

/** The same for an incomplete tile at the last rows of x or y. */
function addEdge(x: Matrix, y: Matrix, i: number, j: number, start: number, end: number, result: Float64Array): void {
  const d = x.columns;
  for (let row = i; row < Math.min(i + 4, x.rows); row++) {
    for (let column = j; column < Math.min(j + 4, y.rows); column++) {
      let sum = 0;
      for (let k = start; k < end; k++) sum += x.data[row * d + k]! * y.data[column * d + k]!;
      result[row * y.rows + column]! += sum;
    }
  }
}
