import type { Preprocessing } from '@noprior/datasets';
import type { HostTensor } from '@noprior/tensor';

/** What a deployed model ships beside its weights, and so what an attacker who has the file knows. */
export interface ModelPreprocessing {
  /** [d], subtracted from every row */
  readonly mean: HostTensor;
  readonly classes: readonly string[];
  readonly imageShape?: readonly [channels: number, height: number, width: number];
  readonly pixelRange?: readonly [low: number, high: number];
}

/** The preprocessing of a data set as a model's file stores it: what is unknown is left out. */
export function toModelPreprocessing({ mean, imageShape, classes, pixelRange }: Preprocessing): ModelPreprocessing {
  return {
    mean,
    classes,
    ...(imageShape === undefined ? {} : { imageShape }),
    ...(pixelRange === undefined ? {} : { pixelRange }),
  };
}
