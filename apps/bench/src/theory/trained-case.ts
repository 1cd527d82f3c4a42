import { type Dataset, loadDataset } from '@noprior/datasets';
import { type Initialisation, makeNetwork, type ReluNetwork, trainNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import type { TheoryContext } from './theory-context.ts';

/** A network and the data it is trained on. */
export interface TrainedCase {
  readonly dataset: 'toy2d' | 'sphere' | 'glyphs' | 'mnist';
  readonly perClass: number;
  /** Of the sphere; 784 if not given. */
  readonly dimension?: number;
  readonly hidden: readonly number[];
  readonly initialisation: Initialisation;
  /** Of the data, and of the network. */
  readonly seed: number;
}

/** What was trained, in words: `mnist 20 points, 784-1000-1, scaled-first, seed 1`. */
export function describeCase({ dataset, perClass, dimension, hidden, initialisation, seed }: TrainedCase): string {
  const inputs = { toy2d: 2, sphere: dimension ?? 784, glyphs: 784, mnist: 784 }[dataset];
  return `${dataset} ${2 * perClass} points, ${[inputs, ...hidden, 1].join('-')}, ${initialisation}, seed ${seed}`;
}

/** Training set and initial network of a case. */
export async function startCase(
  one: TrainedCase,
  { dataDir }: Pick<TheoryContext, 'dataDir'>,
): Promise<{ readonly training: Dataset; readonly start: ReluNetwork }> {
  const { dataset, perClass, dimension, hidden, initialisation, seed } = one;
  const location = dataset === 'mnist' && dataDir !== undefined ? { dataDir } : {};
  const { training } = await loadDataset({
    dataset,
    perClass,
    seed,
    ...location,
    ...(dimension === undefined ? {} : { dimension }),
  });
  const start = makeNetwork({ inputSize: training.x.shape[1]!, hiddenSizes: hidden, initialisation, seed });
  return { training, start };
}

/** A case trained in float32, the default, with the loss-normalised step. */
export interface TrainedNetwork {
  readonly training: Dataset;
  readonly network: ReluNetwork;
  readonly loss: number;
  readonly iterations: number;
  readonly seconds: number;
}

/** Train a case, from its start, to a loss. */
export async function trainCase(
  backend: Backend,
  one: TrainedCase,
  targetLoss: number,
  context: TheoryContext,
): Promise<TrainedNetwork> {
  const { training, start } = await startCase(one, context);
  context.onProgress(`training to ${targetLoss}`);
  const { network, loss, iterations, seconds } = await trainNetwork(backend, start, training, {
    targetLoss,
    maxIterations: 100_000,
  });
  return { training, network, loss, iterations, seconds };
}
