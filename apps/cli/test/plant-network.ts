import { makeNetwork, saveNetwork } from '@noprior/relu-models';
import { makeHostTensor, makeRandom } from '@noprior/tensor';

const [count, d, neurons] = [20, 100, 150] as const;

/** Sparse samples in [0, 1], most of whose coordinates are 0 or 1. */
export function plantedSamples(): readonly Float64Array[] {
  const random = makeRandom(5);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: d }, () => {
      const draw = random.uniform();
      return draw < 0.7 ? 0 : draw < 0.85 ? 1 : random.uniform();
    }),
  );
}

/** Save a network whose first layer is made of samples as training makes it: each neuron has the sum of those that are active at it, with
 * their labels, on top of small initial weights. */
export async function plantNetwork(path: string, samples: readonly Float64Array[], outputSize: number): Promise<void> {
  const random = makeRandom(9);
  const { layers } = makeNetwork({
    inputSize: d,
    hiddenSizes: [neurons],
    outputSize,
    initialisation: 'scaled-first',
    seed: 3,
  });
  const weight = Float32Array.from({ length: neurons * d }, () => 1e-4 * random.normal());
  const bias = Float32Array.from({ length: neurons }, () => 1e-4 * random.normal());
  for (let j = 0; j < neurons; j++) {
    const sign = random.uniform() < 0.5 ? -1 : 1;
    for (const [i, sample] of samples.entries()) {
      if (random.uniform() < 0.5) continue;
      const share = sign * (i % 2 === 0 ? 1 : -1);
      for (let k = 0; k < d; k++) weight[j * d + k]! += share * sample[k]!;
      bias[j]! += share;
    }
  }
  const first = { weight: makeHostTensor(weight, [neurons, d]), bias: makeHostTensor(bias, [neurons]) };
  await saveNetwork(path, { layers: [first, ...layers.slice(1)] });
}
