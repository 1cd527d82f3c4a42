import { innerProducts } from './inner-products.ts';
import type { Matrix } from './matrix.ts';

/** Below this ratio of |a - b|^2 to |a|^2 + |b|^2 the identity through inner products loses digits to cancellation. */
const cancellationRatio = 0.01;

/** Inner products of two sets of points with the squared norms of both. */
export interface Products {
  readonly x: Matrix;
  readonly y: Matrix;
  /** [x.rows, y.rows] */
  readonly inner: Float64Array;
  readonly squaredNormsX: Float64Array;
  readonly squaredNormsY: Float64Array;
}

/** Inner products once, for cosines and distances alike. */
export function makeProducts(x: Matrix, y: Matrix): Products {
  return { x, y, inner: innerProducts(x, y), squaredNormsX: squaredNorms(x), squaredNormsY: squaredNorms(y) };
}

/** Squared Euclidean norm of every row. */
export function squaredNorms({ rows, columns, data }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = row * columns; k < (row + 1) * columns; k++) sum += data[k]! ** 2;
    norms[row] = sum;
  }
  return norms;
}

/** Squared distances from inner products, directly from the points wherever the identity would cancel or overflow. */
export function squaredDistances(products: Products, signInvariant: boolean): Float64Array {
  const { x, y, inner, squaredNormsX, squaredNormsY } = products;
  const result = new Float64Array(inner.length);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < y.rows; j++) {
      const at = i * y.rows + j;
      const total = squaredNormsX[i]! + squaredNormsY[j]!;
      const product = inner[at]!;
      const squared = total - 2 * (signInvariant ? Math.abs(product) : product);
      const direct = !(squared > cancellationRatio * total && Number.isFinite(total));
      result[at] = direct ? directSquaredDistance(x, i, y, j, signInvariant && product < 0 ? -1 : 1) : squared;
    }
  }
  return result;
}

/** |x_i - sign y_j|^2, summed over the differences themselves. */
function directSquaredDistance(x: Matrix, i: number, y: Matrix, j: number, sign: number): number {
  const d = x.columns;
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x.data[i * d + k]! - sign * y.data[j * d + k]!) ** 2;
  return sum;
}

/** Cosines from inner products; 0 where either point is zero. */
export function cosines(products: Products, signInvariant: boolean): Float64Array {
  const { x, y, inner, squaredNormsX, squaredNormsY } = products;
  const normsX = squaredNormsX.map(Math.sqrt);
  const normsY = squaredNormsY.map(Math.sqrt);
  const result = new Float64Array(inner.length);
  for (let i = 0; i < x.rows; i++) {
    for (let j = 0; j < y.rows; j++) {
      const at = i * y.rows + j;
      const scale = normsX[i]! * normsY[j]!;
      if (scale === 0) continue;
      const cosine = Math.max(-1, Math.min(1, inner[at]! / scale));
      result[at] = signInvariant ? Math.abs(cosine) : cosine;
    }
  }
  return result;
}

/** The rows scaled by powers of two to largest magnitudes in [1, 2), so that squares neither overflow nor vanish; zero rows stay zero. */
export function scaleRows({ rows, columns, data }: Matrix): Matrix {
  const scaled = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    for (let k = row * columns; k < (row + 1) * columns; k++) largest = Math.max(largest, Math.abs(data[k]!));
    if (largest === 0) continue;
    const scale = 2 ** Math.floor(Math.log2(largest));
    for (let k = row * columns; k < (row + 1) * columns; k++) scaled[k] = data[k]! / scale;
  }
  return { rows, columns, data: scaled };
}
