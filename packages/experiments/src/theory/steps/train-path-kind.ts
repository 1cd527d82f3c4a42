import { join } from 'node:path';
import { type Initialisation, makeNetwork, saveNetwork, trainNetwork } from '@noprior/relu-models';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { networkFile } from './theory-files.ts';

/** A network, and where its training is looked at. */
export type TrainPathParameters = {
  readonly hiddenSizes: readonly number[];
  readonly initialisation: Initialisation;
  readonly seed: number;
  /** Mean logistic losses, falling. */
  readonly targetLosses: readonly number[];
  /** Between one target and the next. */
  readonly maxIterations: number;
};

/** The training at one of its targets. */
export type PathPoint = {
  readonly targetLoss: number;
  readonly loss: number;
  /** From the initialisation. */
  readonly iterations: number;
  /** From the initialisation. */
  readonly seconds: number;
};

/** What `train-path` finds. */
export type TrainPathValues = { readonly path: readonly PathPoint[] };

/** `train-path`: reads `data`; one training by loss-normalised descent in float64, whose network is kept at every target. Continued on the
 * same backend it ends with the same bits as in one go. */
export const trainPathKind: StepKind<TrainPathParameters, TrainPathValues> = {
  name: 'train-path',
  version: 1,
  async run({ hiddenSizes, initialisation, seed, targetLosses, maxIterations }, context) {
    const { backend, folder } = context;
    const { training } = await loadStepData(context);
    let network = makeNetwork({ inputSize: training.x.shape[1]!, hiddenSizes, initialisation, seed });
    const path: PathPoint[] = [];
    for (const targetLoss of targetLosses) {
      const options = { targetLoss, dtype: 'float64', maxIterations } as const;
      const trained = await trainNetwork(backend, network, training, options);
      network = trained.network;
      await saveNetwork(join(folder, networkFile(targetLoss)), network);
      const before = path.at(-1);
      path.push({
        targetLoss,
        loss: trained.loss,
        iterations: (before?.iterations ?? 0) + trained.iterations,
        seconds: (before?.seconds ?? 0) + trained.seconds,
      });
    }
    return { path };
  },
};
