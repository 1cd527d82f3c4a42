import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { type DatasetOptions, isFileDataset, loadDataset, parseDatasetName } from '@noprior/datasets';
import { meanRow, subtractRow } from '@noprior/linear-algebra';
import { DomainError, definedOnly, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { JsonObject } from '../engine/json.ts';
import type { StepKind } from '../engine/step-kind.ts';
import { addNumber } from './add-to-rows.ts';
import { fileNames } from './step-files.ts';

/** Which samples, and what the defender does to them. */
export type DataParameters = {
  readonly dataset: string;
  readonly perClass: number;
  readonly seed: number;
  /** Of the sphere. */
  readonly dimension?: number;
  /** Every class has a label of its own; default two labels. */
  readonly labels?: 'all';
  /** Added to every coordinate after the mean has been subtracted; default 0. */
  readonly shift?: number;
  /** Subtract the mean of the training samples again after the shift: a constant shift is undone. Default false. */
  readonly recentre?: boolean;
  /** Also keep so many samples per label that are neither for training nor held out, unshifted; `recentre` is not for them. Default none. */
  readonly publicPerClass?: number;
  /** Checksums of the files of the data set, so that other files are other data. */
  readonly files?: JsonObject;
};

/** What `data` finds. */
export type DataValues = {
  readonly count: number;
  readonly dimension: number;
  /** What is left of the shift in the samples. */
  readonly shift: number;
  readonly imageShape: readonly [channels: number, height: number, width: number] | null;
  readonly pixelRange: readonly [low: number, high: number] | null;
  readonly classes: readonly string[];
  /** SHA-256 of the files that were read, by name. */
  readonly checksums: Readonly<Record<string, string>>;
};

/** `data`: a balanced training set and as many held-out samples, shifted. Writes x, y, heldOutX, heldOutY and the public mean,
 * which is that of the images before any shift; publicX if asked for, less that mean and without a shift. */
export const dataKind: StepKind<DataParameters, DataValues> = {
  name: 'data',
  version: 1,
  datasets: ({ dataset }) => (isFileDataset(parseDatasetName(dataset)) ? [dataset] : []),
  async run({ dataset, perClass, seed, dimension, labels, shift = 0, recentre = false, publicPerClass }, context) {
    const { folder, data } = context;
    const options = {
      dataset: parseDatasetName(dataset),
      seed,
      ...data,
      ...definedOnly({ dimension, labels }),
    };
    const { training, heldOut, preprocessing, checksums } = await loadDataset({ ...options, perClass });
    const publicX =
      publicPerClass === undefined
        ? undefined
        : await loadPublic(options, perClass, publicPerClass, preprocessing.mean);
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
      ...definedOnly({ publicX }),
    });
    const { imageShape, pixelRange, classes } = preprocessing;
    return {
      count: x.shape[0]!,
      dimension: x.shape[1]!,
      shift: recentre ? 0 : shift,
      imageShape: imageShape ?? null,
      pixelRange: pixelRange ?? null,
      classes: [...classes],
      checksums: { ...checksums },
    };
  },
};

/** Samples of the same source that come after those for training and those held out, less the mean of the training samples.
 *
 * The seed orders the samples of each label, whatever their number; the first 2 perClass of each are taken. What is held out of a
 * larger set begins behind them.
 */
async function loadPublic(
  options: Omit<DatasetOptions, 'perClass'>,
  perClass: number,
  publicPerClass: number,
  mean: HostTensor,
): Promise<HostTensor> {
  if (!Number.isSafeInteger(publicPerClass) || publicPerClass < 1) {
    throw new DomainError(`data: publicPerClass must be an integer >= 1, got ${publicPerClass}`);
  }
  const larger = await loadDataset({ ...options, perClass: Math.max(2 * perClass, publicPerClass) });
  const { x } = larger.heldOut;
  const own = larger.preprocessing.mean.data;
  const dimension = x.shape[1]!;
  const count = larger.preprocessing.classes.length * publicPerClass;
  return makeHostTensor(
    Float64Array.from(
      x.data.subarray(0, count * dimension),
      (value, at) => value + own[at % dimension]! - mean.data[at % dimension]!,
    ),
    [count, dimension],
  );
}
