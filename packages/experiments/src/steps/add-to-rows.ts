import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** A number added to every element. */
export function addNumber({ data, shape }: HostTensor, value: number): HostTensor {
  if (value === 0) return { data, shape, dtype: data instanceof Float32Array ? 'float32' : 'float64' };
  return makeHostTensor(
    data.map((element) => element + value),
    shape,
  );
}

/** Mean of the rows, [d] float64. */
export function meanRow({ data, shape }: HostTensor): HostTensor {
  const [count = 0, dimension = 0] = shape;
  const mean = new Float64Array(dimension);
  for (let at = 0; at < data.length; at++) mean[at % dimension]! += data[at]! / count;
  return makeHostTensor(mean, [dimension]);
}

/** A row subtracted from every row. */
export function subtractRow({ data, shape }: HostTensor, row: HostTensor): HostTensor {
  const dimension = row.data.length;
  return makeHostTensor(
    Float64Array.from(data, (value, at) => value - row.data[at % dimension]!),
    shape,
  );
}
