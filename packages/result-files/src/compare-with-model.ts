import type { DatasetSplit } from '@noprior/datasets';
import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import { datasetChecksum, readTrainingSetChecksum } from './training-set-record.ts';

/** Whether a model says that these are the samples it was trained on. */
export interface ModelMatch {
  /** Against the mean in the model's file; `null` if it stores none, or none was subtracted. */
  readonly meanMatchesModel: boolean | null;
  /** Against the checksum in the record that `train` left beside the model; `null` without one. */
  readonly trainingSetMatchesModel: boolean | null;
  readonly warnings: readonly string[];
}

/** Compare the samples that dataset options name with what a model's files say of its training set. */
export async function compareWithModel(path: string, network: ReluNetwork, split: DatasetSplit): Promise<ModelMatch> {
  const meanMatchesModel = compareMeans(network.preprocessing?.mean, split.preprocessing.mean);
  const recorded = await readTrainingSetChecksum(path);
  const trainingSetMatchesModel = recorded === undefined ? null : recorded === datasetChecksum(split.training);
  const differing = "; --dataset, --per-class, --labels, --dimension or --seed differ from the training run's";
  const warnings: string[] = [];
  if (meanMatchesModel === false) {
    warnings.push(`the mean of these training samples is not the one stored in the model${differing}`);
  } else if (trainingSetMatchesModel === false) {
    warnings.push(`these training samples are not those that the run.json beside the model names${differing}`);
  }
  return { meanMatchesModel, trainingSetMatchesModel, warnings };
}

function compareMeans(stored: HostTensor | undefined, mean: HostTensor): boolean | null {
  if (stored === undefined || (isZero(stored) && isZero(mean))) return null;
  return mean.data.every((value: number, index: number) => Math.abs(value - stored.data[index]!) <= 1e-5);
}

function isZero({ data }: HostTensor): boolean {
  return data.every((value: number) => value === 0);
}
