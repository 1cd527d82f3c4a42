import { type HostTensor, makeHostTensor, type TypedArray } from '@noprior/tensor';

/** A float64 copy of an array, times a factor. */
export function scaledArray(data: TypedArray, factor: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let at = 0; at < data.length; at++) result[at] = factor * data[at]!;
  return result;
}

/** A float64 copy of a tensor, times a factor. */
export function scaledTensor({ data, shape }: HostTensor, factor: number): HostTensor {
  return makeHostTensor(scaledArray(data, factor), shape);
}
