import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** A number added to every element. */
export function addNumber({ data, shape }: HostTensor, value: number): HostTensor {
  if (value === 0) return { data, shape, dtype: data instanceof Float32Array ? 'float32' : 'float64' };
  return makeHostTensor(
    data.map((element) => element + value),
    shape,
  );
}
