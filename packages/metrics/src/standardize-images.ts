import { formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { toImageShape } from './image-shape.ts';
import { requireMatrix } from './internal/matrix.ts';

/** Each channel of each image with its mean subtracted and divided by its standard deviation (divisor: pixels - 1),
 * which is the normalisation behind {@link nccDistances}.
 *
 * A constant channel becomes zeros; the reference code divides by zero there.
 *
 * @param x          [n, d] images
 * @param imageShape [channels, height, width] with product d and at least two pixels a channel
 * @returns          [n, d] float64, unitless
 * @throws {ShapeError} if the shapes do not fit, or a channel has one pixel
 * @throws {DomainError} for NaN or an infinite element
 * @see Haim et al. 2022, arXiv:2206.07758, normalised cross-correlation of the evaluation
 * @example standardizeImages(fromNested([[0, 1, 2]]), [1, 1, 3]).data // => [-1, 0, 1]
 */
export function standardizeImages(x: HostTensor, imageShape: readonly number[]): HostTensor {
  const { rows, columns, data } = requireMatrix(x, 'standardizeImages', 'x');
  const [channels, height, width] = toImageShape(imageShape, columns, 'standardizeImages');
  const pixels = height * width;
  if (pixels < 2) {
    throw new ShapeError(
      `standardizeImages: a channel needs at least two pixels to have a standard deviation, got ${formatShape(imageShape)}`,
    );
  }
  const result = new Float64Array(data.length);
  for (let start = 0; start < rows * channels * pixels; start += pixels) {
    standardizeChannel(data.subarray(start, start + pixels), result.subarray(start, start + pixels));
  }
  return makeHostTensor(result, [rows, columns]);
}

function standardizeChannel(channel: Float64Array, result: Float64Array): void {
  const first = channel[0]!;
  if (channel.every((value) => value === first)) return;
  let largest = 0;
  for (const value of channel) largest = Math.max(largest, Math.abs(value));
  // A power of two, so that dividing by it rounds nothing and squares neither overflow nor vanish.
  const scale = 2 ** Math.floor(Math.log2(largest));
  let sum = 0;
  for (const value of channel) sum += value / scale;
  const mean = sum / channel.length;
  let squared = 0;
  for (let k = 0; k < channel.length; k++) {
    const centered = channel[k]! / scale - mean;
    result[k] = centered;
    squared += centered * centered;
  }
  const deviation = Math.sqrt(squared / (channel.length - 1));
  for (let k = 0; k < result.length; k++) result[k]! /= deviation;
}
