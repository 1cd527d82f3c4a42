import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DatasetSplit, loadDataset } from '@noprior/datasets';
import { loadNetwork, makeNetwork, type ReluNetwork, saveNetwork, trainNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import type { VictimCase } from './attack-power-case.ts';
import { describeVictim } from './attack-power-name.ts';

/** A network to attack with its images. */
export interface Victim {
  readonly network: ReluNetwork;
  readonly data: DatasetSplit;
  readonly training: { readonly loss: number; readonly iterations: number; readonly seconds: number };
  /** Standard deviation of the initial first layer. */
  readonly noise: number;
}

/** Where images come from and trained networks are kept for other jobs. */
export interface VictimPlaces {
  readonly dataDir?: string;
  /** Folder for trained networks; every job trains its own if left out. */
  readonly networks?: string;
}

/** Step size of the constant schedule. */
const stepSize = 0.1;

/** Load the images and train the network, or take it from the folder of networks. */
export async function trainedVictim(
  backend: Backend,
  victim: VictimCase,
  { dataDir, networks }: VictimPlaces,
): Promise<Victim> {
  const { dataset, perClass, labels, hidden, targetLoss, schedule, initialisation, regression, seed } = victim;
  const location = dataDir === undefined || dataset === 'glyphs' ? {} : { dataDir };
  const data = await loadDataset({ dataset, perClass, seed, ...location, ...(labels === undefined ? {} : { labels }) });
  const classes = data.preprocessing.classes.length;
  const inputSize = data.training.x.shape[1]!;
  const noise = initialisation === 'pytorch' ? 1 / Math.sqrt(3 * inputSize) : initialisation;
  const file = `${describeVictim(victim)}, seed ${seed}.safetensors`.replaceAll(' ', '-');
  const path = networks === undefined ? undefined : join(networks, file);
  if (path !== undefined && existsSync(path)) {
    const network = await loadNetwork(path);
    return { network, data, noise, training: JSON.parse(network.metadata!.victim!) };
  }
  const law =
    initialisation === 'pytorch'
      ? { initialisation: 'pytorch' as const }
      : { initialisation: 'scaled-first' as const, scale: initialisation };
  const { mean, imageShape } = data.preprocessing;
  const start: ReluNetwork = {
    ...makeNetwork({
      inputSize,
      hiddenSizes: hidden,
      seed,
      ...law,
      ...(labels === 'all' ? { outputSize: classes } : {}),
    }),
    preprocessing: { mean, ...(imageShape === undefined ? {} : { imageShape }) },
  };
  const { network, loss, iterations, seconds } = await trainNetwork(backend, start, data.training, {
    ...(regression === undefined
      ? { targetLoss, loss: labels === 'all' ? 'cross-entropy' : 'logistic' }
      : { loss: 'squared', weightDecay: regression.weightDecay, maxIterations: regression.iterations }),
    ...(schedule === 'constant' ? { schedule, stepSize } : { schedule }),
  });
  const training = { loss, iterations, seconds };
  if (path !== undefined) {
    await saveNetwork(path, { ...network, metadata: { ...network.metadata, victim: JSON.stringify(training) } });
  }
  return { network, data, noise, training };
}
