import { type DataSpan, norm, projectOntoComplement, rowOf, spanOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, type Random } from '@noprior/tensor';

/** Unit vectors orthogonal to a proper span: the coordinate direction that the data explain least, projected, then random
 * ones. */
export function complementDirections(span: DataSpan, random: Random, count: number): Float64Array[] {
  const drawn = unitRows(projectOntoComplement(span, random.normalTensor([count, span.dimension], 1)));
  return [Float64Array.from(span.smallest.vector.data), ...drawn].slice(0, count);
}

/** Unit vectors orthogonal to all rows of the first weight, and to more rows if given: no pre-activation and no output
 * notices them. None if the rows are at least as many as inputs.
 *
 * @param more  [k, d]
 */
export function kernelDirections(
  network: ReluNetwork,
  random: Random,
  count: number,
  more?: HostTensor,
): Float64Array[] {
  const { weight } = network.layers[0]!;
  const d = weight.shape[1]!;
  const rows = [weight, ...(more === undefined ? [] : [more])];
  const total = rows.reduce((sum, { shape }) => sum + shape[0]!, 0);
  if (total >= d) return [];
  const data = new Float64Array(total * d);
  rows.reduce((offset, tensor) => {
    data.set(tensor.data, offset);
    return offset + tensor.data.length;
  }, 0);
  const span = spanOf(makeHostTensor(data, [total, d]));
  return span.isProper ? complementDirections(span, random, count) : [];
}

/** Rows divided by their lengths. */
export function unitRows(rows: HostTensor): Float64Array[] {
  return Array.from({ length: rows.shape[0]! }, (_, i) => {
    const row = rowOf(rows, i);
    const length = norm(row);
    return row.map((value) => value / length);
  });
}
