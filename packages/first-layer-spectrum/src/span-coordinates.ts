import { rowProducts } from '@noprior/linear-algebra';
import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import type { SpanEstimate } from './estimate-span.ts';

/** What of a span estimate coordinates need. */
export type SpanBasis = Pick<SpanEstimate, 'basis' | 'hasBias'>;

/** Coordinates of points in a span, the inner products with its basis:
 *
 *     z = B (x, 1)   with a bias,   z = B x   without.
 *
 * {@link fromSpanCoordinates} leads back; there and back is the orthogonal projection onto the points of the span.
 *
 * @param x  [n, d]
 * @returns  [n, r] in float64
 * @throws {ShapeError} unless x is [n, d] with the span's d
 * @example toSpanCoordinates(estimateSpan(network), candidates.x)
 */
export function toSpanCoordinates({ basis, hasBias }: SpanBasis, x: HostTensor): HostTensor {
  const [rank, columns] = basis.shape as readonly [number, number];
  const d = hasBias ? columns - 1 : columns;
  checkMatrix('toSpanCoordinates', 'x', x, d);
  const count = x.shape[0]!;
  if (!hasBias) return rowProducts(x, basis);
  const ofInputs = makeHostTensor(
    Float64Array.from({ length: rank * d }, (_, at) => basis.data[Math.floor(at / d) * columns + (at % d)]!),
    [rank, d],
  );
  const { data } = rowProducts(x, ofInputs);
  return makeHostTensor(
    Float64Array.from(data, (value, at) => value + basis.data[(at % rank) * columns + d]!),
    [count, rank],
  );
}

/** Points at coordinates in a span. With a bias, B = [B_x b], the points of the span are those whose last coordinate is 1:
 *
 *     x = B_x^T (z + b (1 - b^T z) / ||b||^2),
 *
 * affine in z, and for any z the nearest such point; the r coordinates have r - 1 degrees of freedom. Without a bias
 * x = B^T z.
 *
 * @param z  [n, r]
 * @returns  [n, d] in float64
 * @throws {ShapeError} unless z is [n, r] with the span's r
 * @throws {DomainError} with a bias, if the span is orthogonal to it, as is one of rank 0: then no point is in it
 * @example fromSpanCoordinates(span, toSpanCoordinates(span, x)) // x, projected
 */
export function fromSpanCoordinates({ basis, hasBias }: SpanBasis, z: HostTensor): HostTensor {
  const [rank, columns] = basis.shape as readonly [number, number];
  const d = hasBias ? columns - 1 : columns;
  checkMatrix('fromSpanCoordinates', 'z', z, rank);
  const bias = Float64Array.from({ length: rank }, (_, k) => (hasBias ? basis.data[k * columns + d]! : 0));
  const square = bias.reduce((total, value) => total + value ** 2, 0);
  if (hasBias && !(square > 1e-24)) {
    throw new DomainError(
      `fromSpanCoordinates: a span of rank ${rank} that is orthogonal to the bias holds no point (x, 1); see the verdict on the span`,
    );
  }
  const count = z.shape[0]!;
  const x = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    let product = 0;
    for (let k = 0; k < rank; k++) product += bias[k]! * z.data[i * rank + k]!;
    for (let k = 0; k < rank; k++) {
      const value = z.data[i * rank + k]! + (hasBias ? (bias[k]! * (1 - product)) / square : 0);
      for (let j = 0; j < d; j++) x[i * d + j]! += value * basis.data[k * columns + j]!;
    }
  }
  return makeHostTensor(x, [count, d]);
}

/** Share of the squared norm of every point, with the 1 of the bias appended, that lies inside a span:
 * ||B v||^2 / ||v||^2, v = (x, 1). A direction drawn at random has r / (d + 1) on average; held-out images have more.
 *
 * @param x  [n, d]
 * @returns  [n], in [0, 1] but for rounding; 0 for a point of norm 0
 * @throws {ShapeError} unless x is [n, d] with the span's d
 * @example spanShare(estimateSpan(network), training.x)
 */
export function spanShare(span: SpanBasis, x: HostTensor): Float64Array {
  const z = toSpanCoordinates(span, x);
  const [count, d] = x.shape as readonly [number, number];
  const rank = z.shape[1]!;
  return Float64Array.from({ length: count }, (_, i) => {
    let whole = span.hasBias ? 1 : 0;
    let inside = 0;
    for (let j = 0; j < d; j++) whole += x.data[i * d + j]! ** 2;
    for (let k = 0; k < rank; k++) inside += z.data[i * rank + k]! ** 2;
    return whole === 0 ? 0 : inside / whole;
  });
}

function checkMatrix(operation: string, name: string, matrix: HostTensor, width: number): void {
  if (matrix.shape.length !== 2 || matrix.shape[1] !== width) {
    throw new ShapeError(`${operation}: ${name} must be [n, ${width}], by the span, got ${formatShape(matrix.shape)}`);
  }
}
