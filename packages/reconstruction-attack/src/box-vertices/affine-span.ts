import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';

/** The points of a span, x = origin + axes t: with a bias those whose last coordinate is 1, otherwise all. */
export interface AffineSpan {
  /** [d], orthogonal to the axes. */
  readonly origin: HostTensor;
  /** [d, k] orthonormal columns; k = r - 1 with a bias, r without. */
  readonly axes: HostTensor;
  /** Coordinates along the axes of a direction in coordinates g of the span.
   *
   * @param g  [r]
   * @returns  [k] */
  along(g: ArrayLike<number>): Float64Array;
}

/** Origin and axes of the points of a span.
 *
 * With B = [B_x b] (orthonormal rows) and N [r, k] an orthonormal basis of the coordinates orthogonal to b,
 * origin = B_x^T b / ||b||^2 and axes = B_x^T N; both are orthogonal because B B^T = I.
 *
 * @throws {DomainError} if no point (x, 1) is in the span, or a single one
 */
export function affineSpan({ basis, hasBias }: SpanBasis): AffineSpan {
  const [rank, columns] = basis.shape as readonly [number, number];
  const d = hasBias ? columns - 1 : columns;
  const at = (k: number, j: number) => basis.data[k * columns + j]!;
  const b = Float64Array.from({ length: rank }, (_, k) => (hasBias ? at(k, d) : 0));
  const norm = Math.hypot(...b);
  const count = hasBias ? rank - 1 : rank;
  if (hasBias && rank > 0 && !(norm > 1e-12)) {
    throw new DomainError(
      `affineSpan: a span of rank ${rank} that is orthogonal to the bias holds no point (x, 1); use the attack kkt, which needs no span`,
    );
  }
  if (count < 1) {
    throw new DomainError(
      `affineSpan: a span of rank ${rank} holds at most one point; use the attack kkt, which needs no span`,
    );
  }
  // The reflection that exchanges b / ||b|| and the first axis, without its first column, is orthogonal to b.
  const h = Float64Array.from(b, (value) => (hasBias ? value / norm : 0));
  if (hasBias) h[0]! += h[0]! < 0 ? -1 : 1;
  const square = h.reduce((total, value) => total + value * value, 0);
  const along = (g: ArrayLike<number>): Float64Array => {
    if (!hasBias) return Float64Array.from(g);
    let product = 0;
    for (let k = 0; k < rank; k++) product += h[k]! * g[k]!;
    return Float64Array.from({ length: count }, (_, k) => g[k + 1]! - (2 * h[k + 1]! * product) / square);
  };
  const origin = new Float64Array(d);
  const axes = new Float64Array(d * count);
  for (let j = 0; j < d; j++) {
    const column = Float64Array.from({ length: rank }, (_, k) => at(k, j));
    axes.set(along(column), j * count);
    if (hasBias) for (let k = 0; k < rank; k++) origin[j]! += (column[k]! * b[k]!) / norm ** 2;
  }
  return { origin: makeHostTensor(origin, [d]), axes: makeHostTensor(axes, [d, count]), along };
}
