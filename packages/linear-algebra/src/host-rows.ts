import { type HostTensor, makeHostTensor, makeTypedArray } from '@noprior/tensor';

/** Row i of a matrix [n, d], copied to float64. */
export function rowOf({ data, shape }: HostTensor, index: number): Float64Array {
  const width = shape[1]!;
  return Float64Array.from(data.subarray(index * width, (index + 1) * width));
}

/** Rows of a matrix [n, d], copied to float64. */
export function toRows(matrix: HostTensor): Float64Array[] {
  return Array.from({ length: matrix.shape[0]! }, (_, index) => rowOf(matrix, index));
}

/** A matrix [n, d] in float64 of rows [d]; there may be none. */
export function stackRows(rows: readonly ArrayLike<number>[], width: number): HostTensor {
  const data = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) data.set(row, index * width);
  return makeHostTensor(data, [rows.length, width]);
}

/** Mean of the rows of a matrix [n, d]: the sum of x_i / n.
 *
 * @returns [d], float64
 */
export function meanRow({ data, shape }: HostTensor): HostTensor {
  const [count = 0, width = 0] = shape;
  const mean = new Float64Array(width);
  for (let at = 0; at < data.length; at++) mean[at % width]! += data[at]! / count;
  return makeHostTensor(mean, [width]);
}

/** A row [d] subtracted from every row of a matrix [n, d], in float64. */
export function subtractRow({ data, shape }: HostTensor, row: HostTensor): HostTensor {
  const width = row.data.length;
  return makeHostTensor(
    Float64Array.from(data, (value, at) => value - row.data[at % width]!),
    shape,
  );
}

/** Tensors [n, ...] one below the other, in the dtype of the first; their rows must have one size. */
export function joinRows(parts: readonly [HostTensor, ...HostTensor[]]): HostTensor {
  const [{ dtype, shape }] = parts;
  const joined = makeTypedArray(
    dtype,
    parts.reduce((total, { data }) => total + data.length, 0),
  );
  let at = 0;
  for (const { data } of parts) {
    joined.set(data, at);
    at += data.length;
  }
  return makeHostTensor(joined, [parts.reduce((total, part) => total + part.shape[0]!, 0), ...shape.slice(1)]);
}
