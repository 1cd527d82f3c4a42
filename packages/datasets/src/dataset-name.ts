import { DomainError } from '@noprior/tensor';

/** Name of a data set that `loadDataset` knows. */
export type DatasetName = 'sphere' | 'toy2d' | 'glyphs' | 'mnist' | 'cifar10';

/** Every {@link DatasetName}. */
export const datasetNames: readonly DatasetName[] = ['sphere', 'toy2d', 'glyphs', 'mnist', 'cifar10'];

/** Narrow text to a {@link DatasetName}.
 *
 * @throws {DomainError} for any other text
 */
export function parseDatasetName(text: string): DatasetName {
  const name = datasetNames.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw new DomainError(`dataset: expected one of ${datasetNames.join(', ')}, got ${JSON.stringify(text)}`);
}

/** Whether the samples of a data set are images with pixels in [0, 1]. */
export function isImageDataset(name: DatasetName): boolean {
  return name === 'glyphs' || name === 'mnist' || name === 'cifar10';
}

/** Whether a data set is read from files, which `dataDir` or a download must provide. */
export function isFileDataset(name: DatasetName): boolean {
  return name === 'mnist' || name === 'cifar10';
}
