import type { ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';

/** Size of a planted first layer. */
export interface PlantedSize {
  readonly rows: number;
  readonly dimension: number;
  readonly samples: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
  /** Standard deviation of the signals g_i; points are N(0, 1). */
  readonly signal: number;
  readonly hasBias: boolean;
  /** Uniform noise instead of normal. */
  readonly uniform?: boolean;
  readonly seed: number;
}

/** A network whose first layer is sum_i g_i (x_i, 1)^T + noise, with its points. */
export function plantedSpan(size: PlantedSize): { readonly network: ReluNetwork; readonly x: HostTensor } {
  const { rows, dimension, samples, noise, signal, hasBias, uniform, seed } = size;
  const random = makeRandom(seed);
  const columns = hasBias ? dimension + 1 : dimension;
  const x = random.fork('x').normalTensor([Math.max(1, samples), dimension], 1, 'float64');
  const g = random.fork('g').normalTensor([rows, Math.max(1, samples)], 1, 'float64');
  const side = Math.sqrt(3);
  const z = uniform
    ? random.fork('z').uniformTensor([rows, columns], -side, side, 'float64')
    : random.fork('z').normalTensor([rows, columns], 1, 'float64');
  const weight = new Float64Array(rows * dimension);
  const bias = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      let value = noise * z.data[i * columns + k]!;
      for (let s = 0; s < samples; s++) {
        value += signal * g.data[i * samples + s]! * (k < dimension ? x.data[s * dimension + k]! : 1);
      }
      if (k < dimension) weight[i * dimension + k] = value;
      else bias[i] = value;
    }
  }
  const first = makeHostTensor(weight, [rows, dimension]);
  const last = { weight: makeHostTensor(new Float64Array(rows).fill(1), [1, rows]) };
  const layer = hasBias ? { weight: first, bias: makeHostTensor(bias, [rows]) } : { weight: first };
  return { network: { layers: [layer, last] }, x };
}
