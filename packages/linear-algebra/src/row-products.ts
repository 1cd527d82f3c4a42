import { formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { productBlock } from './internal/product-block.ts';
import { dot } from './vectors.ts';

/** Inner products of every row of one matrix with every row of another, A B^T, in float64.
 *
 * @param a  [n, d]
 * @param b  [m, d]
 * @returns  [n, m] float64
 * @throws {ShapeError} unless both are matrices of one width
 * @example rowProducts(points, basis) // coordinates of the points
 */
export function rowProducts(a: HostTensor, b: HostTensor): HostTensor {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[1]) {
    throw new ShapeError(
      `rowProducts: a and b must be [n, d] and [m, d], got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  const [n, m] = [a.shape[0]!, b.shape[0]!];
  const [left, right] = [doubleRows(a), doubleRows(b)];
  const products = new Float64Array(n * m);
  const [wholeRows, wholeColumns] = [n - (n % 4), m - (m % 2)];
  for (let i = 0; i < wholeRows; i += 4) {
    for (let j = 0; j < wholeColumns; j += 2) {
      productBlock(left, i, right, j, { products, at: i * m + j, stride: m });
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = i < wholeRows ? wholeColumns : 0; j < m; j++) products[i * m + j] = dot(left[i]!, right[j]!);
  }
  return makeHostTensor(products, [n, m]);
}

/** Rows in float64; views where they are in it already. */
function doubleRows({ data, shape }: HostTensor): Float64Array[] {
  const [n, d] = shape as readonly [number, number];
  const all = data instanceof Float64Array ? data : Float64Array.from(data);
  return Array.from({ length: n }, (_, i) => all.subarray(i * d, (i + 1) * d));
}
