import type { SpanBasis } from '@noprior/first-layer-spectrum';
import type { Layer } from '@noprior/relu-models';
import { formatShape, ShapeError } from '@noprior/tensor';

/** Rows of a first layer in coordinates of a span, B (w_j, b_j) with a bias and B w_j without.
 *
 * @returns  [m][r]
 * @throws {ShapeError} if layer and span do not fit together
 */
export function rowCoordinates(span: SpanBasis, layer: Layer): Float64Array[] {
  checkSpanOf(span, layer);
  const { weight, bias } = layer;
  const [neurons, d] = weight.shape as readonly [number, number];
  const [rank, columns] = span.basis.shape as readonly [number, number];
  const { data } = span.basis;
  return Array.from({ length: neurons }, (_, i) => {
    const row = weight.data.subarray(i * d, (i + 1) * d);
    return Float64Array.from({ length: rank }, (_, k) => {
      let total = bias === undefined ? 0 : bias.data[i]! * data[k * columns + d]!;
      for (let j = 0; j < d; j++) total += row[j]! * data[k * columns + j]!;
      return total;
    });
  });
}

/** @throws {ShapeError} if layer and span do not fit together */
export function checkSpanOf({ basis, hasBias }: SpanBasis, { weight, bias }: Layer): void {
  const d = weight.shape[1]!;
  const columns = basis.shape[1]!;
  if (hasBias !== (bias !== undefined) || columns !== (hasBias ? d + 1 : d)) {
    throw new ShapeError(
      `box-vertices: the span has ${columns} columns ${hasBias ? 'with' : 'without'} a bias, the first layer is ${formatShape(weight.shape)} ${bias === undefined ? 'without' : 'with'} one; estimate the span of this network`,
    );
  }
}
