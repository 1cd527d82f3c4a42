import type { ArrayFile } from '@noprior/array-files';
import { FormatError, fillHostTensor, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { NetworkNames } from './network-names.ts';

/** Read what was subtracted from the inputs of a network, and refuse what they were divided by.
 *
 * @returns [d]; one number for all inputs is repeated
 * @throws {FormatError} unless a standard deviation is 1 throughout
 */
export function readMean(
  file: ArrayFile,
  { mean, std }: NetworkNames,
  dimension: number,
  place: string,
): HostTensor | undefined {
  if (std !== undefined && file.read(std).data.some((value) => value !== 1)) {
    throw new FormatError(
      `${place}: the inputs were divided by preprocessing.std, which this release does not do; divide each column of layers.0.weight by its element and remove preprocessing.std, then the network takes x - mean as it is`,
    );
  }
  if (mean === undefined) return undefined;
  const { data } = file.read(mean);
  if (data.length !== 1) return makeHostTensor(data, [data.length]);
  return fillHostTensor(data[0]!, [dimension]);
}
