import type { ReluNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';

/** Size of a planted first layer of samples that were moved. */
export interface PlantedShiftSize {
  readonly rows: number;
  readonly dimension: number;
  readonly samples: number;
  /** Coordinates, the first ones, in which all samples are 0 before they are moved. */
  readonly constant: number;
  /** Added to every coordinate of every sample. */
  readonly shift: number;
  /** Standard deviation of the initial weights. Signals are N(0, 1). */
  readonly noise: number;
  readonly seed: number;
}

/** A network whose first layer is W = sum_i g_i (x_i + s 1)^T + noise, b = sum_i g_i + noise. Where x_ij is not 0 it is of one sign in one
 * half of the samples and of the other sign in the other half, so that no coordinate is constant by accident. */
export function plantedShift(size: PlantedShiftSize): ReluNetwork {
  const { rows: m, dimension: d, samples, constant, shift, noise, seed } = size;
  const random = makeRandom(seed).fork('planted shift');
  const weight = Float64Array.from({ length: m * d }, () => noise * random.normal());
  const bias = Float64Array.from({ length: m }, () => noise * random.normal());
  for (let i = 0; i < samples; i++) {
    const x = Float64Array.from(
      { length: d },
      (_, j) => shift + (j < constant ? 0 : (i % 2 === 0 ? 1 : -1) * (0.2 + random.uniform())),
    );
    for (let k = 0; k < m; k++) {
      const signal = random.normal();
      for (let j = 0; j < d; j++) weight[k * d + j]! += signal * x[j]!;
      bias[k]! += signal;
    }
  }
  const last = { weight: makeHostTensor(new Float64Array(m).fill(1), [1, m]) };
  return { layers: [{ weight: makeHostTensor(weight, [m, d]), bias: makeHostTensor(bias, [m]) }, last] };
}
