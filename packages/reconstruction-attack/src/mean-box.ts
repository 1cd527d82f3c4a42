import type { Box } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';

/** The box [low - mean, high - mean], pixel by pixel, from what a model's file says of its images.
 *
 * @returns bounds [d] in float64; undefined if the model stores no mean, or its inputs are no images. The pixel
 *   range is [0, 1] unless the model stores another
 * @example meanBox(await loadNetwork('victim.safetensors'))
 */
export function meanBox({ preprocessing }: Pick<ReluNetwork, 'preprocessing'>): Box | undefined {
  const mean = preprocessing?.mean;
  if (mean === undefined || preprocessing?.imageShape === undefined) return undefined;
  const [low, high] = preprocessing.pixelRange ?? [0, 1];
  const shifted = (bound: number) =>
    makeHostTensor(
      Float64Array.from(mean.data, (value) => bound - value),
      mean.shape,
    );
  return { low: shifted(low), high: shifted(high) };
}
