import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Rows of a matrix [n, d], copied to float64. */
export function toRows({ data, shape }: HostTensor): Float64Array[] {
  const [count, width] = shape as readonly [number, number];
  return Array.from({ length: count }, (_, i) => Float64Array.from(data.subarray(i * width, (i + 1) * width)));
}

/** A matrix [n, d] in float64 of rows [d]; there may be none. */
export function fromRows(rows: readonly Float64Array[], d: number): HostTensor {
  const data = new Float64Array(rows.length * d);
  for (const [i, row] of rows.entries()) data.set(row, i * d);
  return makeHostTensor(data, [rows.length, d]);
}
