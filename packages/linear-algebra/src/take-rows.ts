import { type HostTensor, makeHostTensor, makeTypedArray } from '@noprior/tensor';

/** Rows of a tensor [n, ...], or elements of a vector, in the order of `indices` and in the dtype of the tensor. The index -1 gives a
 * row of zeros.
 *
 * @example takeRows(fromNested([[1, 2], [3, 4]]), [1, -1]).data // => [3, 4, 0, 0]
 */
export function takeRows({ data, dtype, shape }: HostTensor, indices: readonly number[]): HostTensor {
  const [, ...rest] = shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  const rows = makeTypedArray(dtype, indices.length * width);
  for (const [to, from] of indices.entries()) {
    if (from >= 0) rows.set(data.subarray(from * width, (from + 1) * width), to * width);
  }
  return makeHostTensor(rows, [indices.length, ...rest]);
}
