import type { DatasetSplit } from '@noprior/datasets';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { compareWithModel, type ModelMatch } from '@noprior/result-files';
import { ShapeError } from '@noprior/tensor';
import { type DatasetCliOptions, loadNamedDataset } from './options/dataset-options.ts';
import type { Terminal } from './terminal.ts';

/** Samples that are named as those of a model, and what the model's files say of that. */
export interface TrainingData {
  readonly split: DatasetSplit;
  readonly match: ModelMatch;
}

/** Load the samples that the options name and hold them against the model; what speaks against them is a warning.
 *
 * @param command  for the message
 * @throws {ShapeError} if the samples have another size than the inputs of the model
 * @throws {InterruptedError} if the signal is aborted during a download
 */
export async function loadTrainingData(
  command: string,
  options: DatasetCliOptions & { readonly model: string },
  network: ReluNetwork,
  terminal: Terminal,
  signal?: AbortSignal,
): Promise<TrainingData> {
  const split = await loadNamedDataset(options, terminal, signal);
  const size = split.training.x.shape[1];
  if (size !== inputSize(network)) {
    throw new ShapeError(
      `${command}: the model has ${inputSize(network)} inputs, ${options.dataset} has ${size}; name the data set it was trained on`,
    );
  }
  const match = await compareWithModel(options.model, network, split);
  for (const warning of match.warnings) terminal.err(`warning: ${warning}\n`);
  return { split, match };
}
