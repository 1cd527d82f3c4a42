import { argument, DomainError, wording } from '@noprior/tensor';
import { checkGeneratedSize } from './check-generated-size.ts';
import { loadCifar10 } from './cifar10.ts';
import type { DataLocation } from './data-location.ts';
import type { DatasetSplit } from './dataset.ts';
import { type DatasetName, isFileDataset, isImageDataset, parseDatasetName } from './dataset-name.ts';
import { makeGlyphSource } from './glyphs/glyph-source.ts';
import { applyLabelRule, defaultLabelRule, type LabelRule } from './label-rule.ts';
import { makeImageSource } from './labelled-images.ts';
import { makeSplit } from './make-split.ts';
import { loadMnist } from './mnist.ts';
import type { SampleSource } from './sample-source.ts';
import { defaultSphereDimension, makeSphereSource } from './sphere.ts';
import { makeToy2dSource } from './toy2d.ts';

/** Which samples to load. */
export interface DatasetOptions extends DataLocation {
  readonly dataset: DatasetName;
  /** Training samples per label, an integer >= 1; as many again are held out. */
  readonly perClass: number;
  /** Integer in [0, 2^53). The same options and seed always name the same samples. */
  readonly seed: number;
  /** How ten classes become labels; MNIST `odd-even` and CIFAR-10 `vehicles-animals` if not given. */
  readonly labels?: LabelRule | undefined;
  /** Subtract the mean of the training samples from all; true for images if not given, else false. */
  readonly subtractMean?: boolean | undefined;
  /** Dimension of the sphere data; 784 if not given. Generated samples take at most 2 GiB, held-out ones included. */
  readonly dimension?: number | undefined;
}

/** Load a balanced training set and as many held-out samples.
 *
 * Rows alternate between the labels -1 and +1, or go round the ten classes under the rule `all`. The seed orders the samples of each label; the first `perClass` are for
 * training, the next `perClass` are held out. The reference code of Haim et al. takes the first images of the file
 * instead, and its held-out images from the test file.
 *
 * @returns x [K perClass, d] and y [K perClass] in float64 for K labels, twice
 * @throws {DomainError} for options out of range, too few samples per label (the message says how many there are), more
 *   generated samples than 2 GiB, files that are missing (the message says what was found), and downloads that fail
 * @throws {FormatError} if a file is truncated or corrupt
 * @throws {ChecksumError} if a download differs from the published file; nothing of it is kept
 * @see Haim et al. 2022, arXiv:2206.07758, section 5
 * @example const { training } = await loadDataset({ dataset: 'glyphs', perClass: 10, seed: 1 })
 */
export async function loadDataset(options: DatasetOptions): Promise<DatasetSplit> {
  const { perClass, seed } = options;
  const dataset = parseDatasetName(options.dataset);
  if (!Number.isSafeInteger(perClass) || perClass < 1) {
    throw new DomainError(wording`loadDataset: ${argument('perClass')} must be an integer >= 1, got ${perClass}`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new DomainError(wording`loadDataset: ${argument('seed')} must be an integer from 0 to 2^53 - 1, got ${seed}`);
  }
  if (options.labels !== undefined && !isFileDataset(dataset)) {
    throw new DomainError(`loadDataset: ${dataset} has labels of its own; leave labels out, got ${options.labels}`);
  }
  if (options.dimension !== undefined && dataset !== 'sphere') {
    throw new DomainError(
      wording`loadDataset: ${argument('dimension')} is for sphere only, got ${options.dimension} for ${dataset}`,
    );
  }
  if (!isFileDataset(dataset)) checkGeneratedSize(dataset, perClass, options.dimension);
  const source = await openSource(dataset, options);
  return makeSplit(source, perClass, options.subtractMean ?? isImageDataset(dataset));
}

async function openSource(dataset: DatasetName, options: DatasetOptions): Promise<SampleSource> {
  const { perClass, seed } = options;
  switch (dataset) {
    case 'sphere':
      return makeSphereSource(seed, perClass, options.dimension ?? defaultSphereDimension);
    case 'toy2d':
      return makeToy2dSource(seed, perClass);
    case 'glyphs':
      return makeGlyphSource(seed, perClass);
    case 'mnist':
    case 'cifar10': {
      const labels = applyLabelRule(options.labels ?? defaultLabelRule(dataset)!, dataset);
      const images = dataset === 'mnist' ? await loadMnist(options) : await loadCifar10(options);
      return makeImageSource(dataset, images, labels, seed);
    }
  }
}
