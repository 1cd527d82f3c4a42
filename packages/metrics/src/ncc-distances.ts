import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { requireMatrixPair } from './internal/matrix.ts';
import { squaredL2Distances } from './l2-distances.ts';
import type { SignOption } from './sign-option.ts';
import { standardizeImages } from './standardize-images.ts';

/** Options of {@link nccDistances}. */
export interface NccOptions extends SignOption {
  /** Divide by the number of pixels d ("div_dim" in the reference code), so that 0 is equal and 2 (1 - 1/p) is
   * uncorrelated, p pixels a channel. Default false. */
  readonly divideByDimension?: boolean;
}

/** Normalised cross-correlation as a distance  D_ij = ||s(x_i) - s(y_j)||^2,  s = {@link standardizeImages}: per
 * channel, blind to brightness and positive contrast. With p pixels a channel it is 2 (p - 1) (1 - correlation),
 * summed over channels.
 *
 * @param x          [n, d] images
 * @param y          [m, d] images
 * @param imageShape [channels, height, width] with product d
 * @returns          [n, m] float64, unitless, a squared distance as in the reference code
 * @throws {ShapeError} if the shapes do not fit, or a channel has one pixel
 * @throws {DomainError} for NaN or an infinite element
 * @see Haim et al. 2022, arXiv:2206.07758, the NCC distance of the evaluation code
 * @example nccDistances(fromNested([[0, 1, 2]]), fromNested([[5, 7, 9]]), [1, 1, 3]).data // => [0]
 */
export function nccDistances(
  x: HostTensor,
  y: HostTensor,
  imageShape: readonly number[],
  options: NccOptions = {},
): HostTensor {
  const [, { columns }] = requireMatrixPair(x, y, 'nccDistances');
  const distances = squaredL2Distances(standardizeImages(x, imageShape), standardizeImages(y, imageShape), options);
  if (!options.divideByDimension) return distances;
  return makeHostTensor(
    Float64Array.from(distances.data, (value) => value / columns),
    distances.shape,
  );
}
