import { join } from 'node:path';
import { accuracy, type Layer, saveNetwork } from '@noprior/relu-models';
import { DomainError, type HostTensor, makeHostTensor, makeRandom, type Random } from '@noprior/tensor';
import type { StepKind } from '../engine/step-kind.ts';
import { loadStepData, loadStepNetwork } from './load-parts.ts';
import { fileNames } from './step-files.ts';

/** How much noise, of which stream. */
export type NoiseParameters = {
  /** Norm of the noise in every tensor, relative to that of the tensor; 0 leaves the network as it is. */
  readonly relative: number;
  readonly seed: number;
};

/** What `noise` finds. */
export type NoiseValues = { readonly trainingAccuracy: number; readonly heldOutAccuracy: number };

/** `noise`: reads `data` and `network`; writes the network with Gaussian noise on its weights before release. It is the oldest yardstick
 * among defences, output perturbation; nothing is said here about a privacy budget. */
export const noiseKind: StepKind<NoiseParameters, NoiseValues> = {
  name: 'noise',
  version: 1,
  async run({ relative, seed }, context) {
    if (!(relative >= 0 && Number.isFinite(relative))) {
      throw new DomainError(`noise: relative must be at least 0, got ${relative}`);
    }
    const { backend, folder } = context;
    const network = await loadStepNetwork(context);
    const { training, heldOut } = await loadStepData(context);
    const random = makeRandom(seed).fork('noise');
    const layers = network.layers.map(({ weight, bias }, index): Layer => {
      const noisy = addNoise(weight, relative, random.fork(`${index}.weight`));
      return bias === undefined
        ? { weight: noisy }
        : { weight: noisy, bias: addNoise(bias, relative, random.fork(`${index}.bias`)) };
    });
    const released = { ...network, layers };
    await saveNetwork(join(folder, fileNames.network), released);
    return {
      trainingAccuracy: await accuracy(backend, released, training),
      heldOutAccuracy: await accuracy(backend, released, heldOut),
    };
  },
};

function addNoise({ data, shape, dtype }: HostTensor, relative: number, random: Random): HostTensor {
  if (relative === 0) return makeHostTensor(data, shape);
  let squares = 0;
  for (const value of data) squares += value * value;
  const noise = random.normalTensor(shape, relative * Math.sqrt(squares / data.length), dtype).data;
  return makeHostTensor(
    data.map((value: number, at: number) => value + noise[at]!),
    shape,
  );
}
