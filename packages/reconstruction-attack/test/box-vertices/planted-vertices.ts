import type { ReluNetwork } from '@noprior/relu-models';
import { type Dtype, type HostTensor, makeHostTensor, makeRandom, toHostDtype } from '@noprior/tensor';

/** Size of a planted first layer. */
export interface PlantedVerticesSize {
  readonly rows: number;
  readonly dimension: number;
  readonly samples: number;
  /** Share of the coordinates at the lower end of [0, 1]. */
  readonly black: number;
  /** Standard deviation of the noise, against multipliers about 1. */
  readonly noise: number;
  readonly hasBias: boolean;
  /** Whether samples have their mean subtracted. */
  readonly centred: boolean;
  /** Added to every coordinate of sample i before training. Default 0. */
  readonly shift?: (i: number) => number;
  readonly dtype: Dtype;
  readonly seed: number;
}

/** A planted first layer, its samples, and the range of their coordinates. */
export interface PlantedVertices {
  readonly network: ReluNetwork;
  /** [n, d] before a shift */
  readonly x: HostTensor;
  readonly box: { readonly low: HostTensor; readonly high: HostTensor };
}

/** "Images" with many black pixels, and a first layer that is made of them with random activation patterns:
 *
 *     (w_j, b_j) = a_j sum_i s_ij lambda_i (x_i, 1) + noise,   s_ij in {0, 1},
 *
 * a_j of either sign, the weight of neuron j further up, so that rows are what KKT points have.
 */
export function plantedVertices(size: PlantedVerticesSize): PlantedVertices {
  const { rows, dimension: d, samples, black, noise, hasBias, centred, shift = () => 0, dtype, seed } = size;
  const random = makeRandom(seed).fork('planted corners');
  const images = Array.from({ length: samples }, () =>
    Float64Array.from({ length: d }, () => (random.uniform() < black ? 0 : random.uniform())),
  );
  const mean = Float64Array.from({ length: d }, (_, k) =>
    centred ? images.reduce((total, image) => total + image[k]!, 0) / samples : 0,
  );
  const x = images.map((image) => image.map((value, k) => value - mean[k]!));
  const lambda = x.map(() => 0.5 + random.uniform());
  const weight = new Float64Array(rows * d);
  const bias = new Float64Array(rows);
  for (let j = 0; j < rows; j++) {
    const above = (random.uniform() < 0.5 ? -1 : 1) * (0.5 + random.uniform());
    for (let k = 0; k < d; k++) weight[j * d + k] = noise * random.normal();
    bias[j] = noise * random.normal();
    for (const [i, sample] of x.entries()) {
      const signal = random.uniform() < 0.5 ? 0 : above * lambda[i]!;
      for (let k = 0; k < d; k++) weight[j * d + k]! += signal * (sample[k]! + shift(i));
      bias[j]! += signal;
    }
  }
  const tensor = (data: ArrayLike<number>, shape: readonly number[]) =>
    toHostDtype(makeHostTensor(Float64Array.from(data), shape), dtype);
  const first = { weight: tensor(weight, [rows, d]), ...(hasBias ? { bias: tensor(bias, [rows]) } : {}) };
  const last = { weight: tensor(new Float64Array(rows).fill(1), [1, rows]) };
  const bound = (end: number) =>
    makeHostTensor(
      mean.map((value) => end - value),
      [d],
    );
  return {
    network: { layers: [first, last] },
    x: makeHostTensor(Float64Array.from(x.flatMap((sample) => [...sample])), [samples, d]),
    box: { low: bound(0), high: bound(1) },
  };
}

/** [n][m] cosines of the rows of a with those of b. */
export function cosines(a: HostTensor, b: HostTensor): number[][] {
  const d = a.shape[1]!;
  const row = ({ data }: HostTensor, i: number) => [...data.subarray(i * d, (i + 1) * d)];
  return Array.from({ length: a.shape[0]! }, (_, i) => {
    const u = row(a, i);
    return Array.from({ length: b.shape[0]! }, (__, j) => {
      const v = row(b, j);
      return u.reduce((total, value, k) => total + value * v[k]!, 0) / (Math.hypot(...u) * Math.hypot(...v));
    });
  });
}
