import type { DataSpan } from '@noprior/linear-algebra';
import { projectOntoComplement } from '@noprior/linear-algebra';
import type { Layer } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Part of a layer's rows, the bias as their last coordinate, that is orthogonal to a span.
 *
 * @param span  of the points, with 1 as their last coordinate if the layer has a bias
 * @returns     [units, d], or [units, d + 1] with a bias
 */
export function orthogonalPart(span: DataSpan, { weight, bias }: Layer): HostTensor {
  return projectOntoComplement(span, bias === undefined ? weight : withColumn(weight, bias.data));
}

/** A matrix with one more column, in float64. */
export function withColumn({ data, shape }: HostTensor, column: ArrayLike<number>): HostTensor {
  const [rows, width] = shape as readonly [number, number];
  const wider = new Float64Array(rows * (width + 1));
  for (let row = 0; row < rows; row++) {
    wider.set(data.subarray(row * width, (row + 1) * width), row * (width + 1));
    wider[row * (width + 1) + width] = column[row]!;
  }
  return makeHostTensor(wider, [rows, width + 1]);
}
