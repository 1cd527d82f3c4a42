import { join } from 'node:path';
import { parameterNormSquared } from '@noprior/kkt-loss';
import {
  accuracy,
  type Initialisation,
  makeNetwork,
  type ReluNetwork,
  saveNetwork,
  type TrainingOptions,
  trainNetwork,
  trainPrivately,
} from '@noprior/relu-models';
import { definedOnly } from '@noprior/tensor';
import type { StepKind } from '../engine/step-kind.ts';
import { dataKind } from './data-kind.ts';
import { loadStepData } from './load-parts.ts';
import { type PrivacyParameters, toPrivateOptions } from './private-training.ts';
import { fileNames, inputValues } from './step-files.ts';

/** A network and how far it is trained. */
export type TrainParameters = {
  readonly hiddenSizes: readonly number[];
  readonly initialisation: Initialisation;
  /** Of the laws that have one. */
  readonly initialScale?: number;
  readonly targetLoss: number;
  readonly maxIterations?: number;
  /** Mean loss over the samples; default logistic. One with classes has an output for each. */
  readonly loss?: 'cross-entropy' | 'squared';
  readonly weightDecay?: number;
  /** Plain gradient descent with this step; the loss-normalised step without it. */
  readonly constantStep?: number;
  readonly seed: number;
  /** Train privately instead, for so many steps: target and maximum of the descent are not looked at. */
  readonly privacy?: PrivacyParameters;
};

/** What `train` finds. */
export type TrainValues = {
  readonly iterations: number;
  /** Natural logarithm of the mean loss. */
  readonly logLoss: number;
  /** Why the training ended. */
  readonly ended: string;
  readonly trainingAccuracy: number;
  readonly heldOutAccuracy: number;
  readonly parameterNormSquared: number;
  readonly initialNormSquared: number;
  /** Of private training. */
  readonly noiseMultiplier?: number;
};

/** `train`: reads `data`; writes the network before and after training by loss-normalised descent, or by DP-SGD. */
export const trainKind: StepKind<TrainParameters, TrainValues> = {
  name: 'train',
  version: 2,
  async run(parameters, context) {
    const { hiddenSizes, initialisation, initialScale, loss, seed, privacy } = parameters;
    const { backend, folder } = context;
    const { training, heldOut, mean, imageShape, pixelRange } = await loadStepData(context);
    const initial: ReluNetwork = {
      ...makeNetwork({
        inputSize: training.x.shape[1]!,
        hiddenSizes,
        initialisation,
        ...definedOnly({ scale: initialScale }),
        ...(loss === 'cross-entropy' ? { outputSize: inputValues(context, 'data', dataKind).classes.length } : {}),
        seed,
      }),
      // The defender publishes the mean; a shift that comes after it stays secret.
      preprocessing: {
        mean,
        ...definedOnly({ imageShape, pixelRange }),
      },
    };
    const options = privacy === undefined ? undefined : toPrivateOptions(privacy, seed);
    const { network, iterations, logLoss, ended } =
      options === undefined
        ? await trainNetwork(backend, initial, training, toTrainOptions(parameters))
        : await trainPrivately(backend, initial, training, options);
    await saveNetwork(join(folder, fileNames.initial), initial);
    await saveNetwork(join(folder, fileNames.network), network);
    return {
      iterations,
      logLoss,
      ended,
      trainingAccuracy: await accuracy(backend, network, training),
      heldOutAccuracy: await accuracy(backend, network, heldOut),
      parameterNormSquared: parameterNormSquared(network),
      initialNormSquared: parameterNormSquared(initial),
      // Left out of other trainings, whose results stay what they were.
      ...(options === undefined ? {} : { noiseMultiplier: options.noiseMultiplier }),
    };
  },
};

/** What is left out stays left out, so that files say what they always said. */
function toTrainOptions({
  targetLoss,
  maxIterations,
  loss,
  weightDecay,
  constantStep,
}: TrainParameters): TrainingOptions {
  return {
    targetLoss,
    ...definedOnly({ maxIterations, loss, weightDecay }),
    ...(constantStep === undefined ? {} : { schedule: 'constant', stepSize: constantStep }),
  };
}
