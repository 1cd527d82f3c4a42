import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Rows of a matrix or elements of a vector, in the order of `indices`, as float64. */
export function takeRows({ data, shape }: HostTensor, indices: readonly number[]): HostTensor {
  const width = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const taken = new Float64Array(indices.length * width);
  indices.forEach((row, position) => {
    taken.set(data.subarray(row * width, (row + 1) * width), position * width);
  });
  return makeHostTensor(taken, [indices.length, ...shape.slice(1)]);
}
