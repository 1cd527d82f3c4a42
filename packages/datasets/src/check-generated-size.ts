import { argument, DomainError, joinWordings, wording } from '@noprior/tensor';
import type { DatasetName } from './dataset-name.ts';
import { glyphSide } from './glyphs/draw-glyph.ts';
import { defaultSphereDimension } from './sphere.ts';

/** Numbers in float64 that generated samples may take: 2 GiB. */
const maxNumbers = 2 ** 28;
/** What a sample takes beside its numbers, in numbers: its label and indices. */
const perSample = 8;
/** Two labels, each for training and held out. */
const samplesPerClass = 4;

/** Refuse generated samples that take too much memory, before any is taken.
 *
 * @throws {DomainError} unless `dimension` is an integer >= 1, and if the samples take more than 2 GiB; the message says
 *   how many fit
 */
export function checkGeneratedSize(dataset: DatasetName, perClass: number, dimension?: number): void {
  if (dimension !== undefined && (!Number.isSafeInteger(dimension) || dimension < 1)) {
    throw new DomainError(wording`loadDataset: ${argument('dimension')} must be an integer >= 1, got ${dimension}`);
  }
  const numbers =
    dataset === 'toy2d' ? 2 : dataset === 'glyphs' ? glyphSide ** 2 : (dimension ?? defaultSphereDimension);
  if (samplesPerClass * perClass * (numbers + perSample) <= maxNumbers) return;
  const gigabytes = ((8 * samplesPerClass * perClass * numbers) / 1e9).toPrecision(2);
  const mostSamples = Math.floor(maxNumbers / samplesPerClass / (numbers + perSample));
  const mostNumbers = Math.floor(maxNumbers / samplesPerClass / perClass) - perSample;
  const fits = [
    ...(mostSamples >= 1
      ? [wording`a ${argument('perClass')} of at most ${mostSamples} for samples of ${numbers} numbers`]
      : []),
    ...(dataset === 'sphere' && mostNumbers >= 1
      ? [wording`a ${argument('dimension')} of at most ${mostNumbers} for ${perClass} samples per class`]
      : []),
  ];
  const smaller = wording`a smaller ${argument('perClass')} and ${argument('dimension')}`;
  const choices = fits.length === 0 ? smaller : joinWordings(fits, ', or ');
  throw new DomainError(
    wording`loadDataset: ${perClass} samples per class of ${numbers} numbers, and as many held out, take ${Number(gigabytes)} GB; choose ${choices}`,
  );
}
