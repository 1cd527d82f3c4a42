import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { loadDataset, parseDatasetName } from '@noprior/datasets';

import type { JsonObject } from '../engine/json.ts';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber, meanRow, subtractRow } from './add-to-rows.ts';
import { fileNames } from './load-parts.ts';

/** Which samples, and what the defender does to them. */
export type DataParameters = {
  readonly dataset: string;
  readonly perClass: number;
  readonly seed: number;
  /** Of the sphere. */
  readonly dimension?: number;
  /** Added to every coordinate after the mean has been subtracted; default 0. */
  readonly shift?: number;
  /** Subtract the mean of the training samples again after the shift: a constant shift is undone. Default false. */
  readonly recentre?: boolean;
  /** Checksums of the files of the data set, so that other files are other data. */
  readonly files?: JsonObject;
};

/** `data`: a balanced training set and as many held-out samples, shifted. Writes x, y, heldOutX, heldOutY and the public mean,
 * which is that of the images before any shift. */
export const dataKind: StepKind<DataParameters> = {
  name: 'data',
  version: 1,
  async run({ dataset, perClass, seed, dimension, shift = 0, recentre = false }, { folder, data }) {
    const { training, heldOut, preprocessing, checksums } = await loadDataset({
      dataset: parseDatasetName(dataset),
      perClass,
      seed,
      ...data,
      ...(dimension === undefined ? {} : { dimension }),
    });
    let x = addNumber(training.x, shift);
    let heldOutX = addNumber(heldOut.x, shift);
    if (recentre) {
      const moved = meanRow(x);
      x = subtractRow(x, moved);
      heldOutX = subtractRow(heldOutX, moved);
    }
    await saveNpz(join(folder, fileNames.data), {
      x,
      y: training.y,
      heldOutX,
      heldOutY: heldOut.y,
      mean: preprocessing.mean,
    });
    const { imageShape, pixelRange, classes } = preprocessing;
    return {
      count: x.shape[0]!,
      dimension: x.shape[1]!,
      // What is left of the shift in the samples.
      shift: recentre ? 0 : shift,
      imageShape: imageShape === undefined ? null : [...imageShape],
      pixelRange: pixelRange === undefined ? null : [...pixelRange],
      classes: [...classes],
      checksums: { ...checksums },
    };
  },
};
