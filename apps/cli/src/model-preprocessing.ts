import type { Preprocessing as DataPreprocessing } from '@noprior/datasets';
import type { Preprocessing } from '@noprior/relu-models';

/** What a deployed model ships beside its weights, and so what an attacker who has the file knows. */
export function toModelPreprocessing({ mean, imageShape, classes, pixelRange }: DataPreprocessing): Preprocessing {
  return {
    mean,
    classes,
    ...(imageShape === undefined ? {} : { imageShape }),
    ...(pixelRange === undefined ? {} : { pixelRange }),
  };
}
