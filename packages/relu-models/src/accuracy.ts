import type { LabelledData } from '@noprior/datasets';
import type { Backend } from '@noprior/tensor';
import { margins, outputs } from './margins.ts';
import { outputSize, type ReluNetwork } from './network.ts';

/** Share of samples that a network is right about: on the side of their label, or, with several outputs, with the output of their class the
 * largest.
 *
 * @returns in [0, 1]
 * @throws {ShapeError} if network and samples do not fit together
 * @example await accuracy(backend, network, heldOut) // => 0.98
 */
export async function accuracy(backend: Backend, network: ReluNetwork, data: LabelledData): Promise<number> {
  if (outputSize(network) > 1) return classAccuracy(backend, network, data);
  const q = (await margins(backend, network, data)).data;
  return q.filter((margin: number) => margin > 0).length / q.length;
}

async function classAccuracy(backend: Backend, network: ReluNetwork, { x, y }: LabelledData): Promise<number> {
  const { data, shape } = await outputs(backend, network, x);
  const classes = shape[1]!;
  const right = Array.from(y.data).filter((label, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes);
    return row.every((value: number, k: number) => k === label || value < row[label]!);
  });
  return right.length / y.data.length;
}
