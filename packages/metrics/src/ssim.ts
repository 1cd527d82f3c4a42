import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { toImageShape } from './image-shape.ts';
import { requireMatrixPair } from './internal/matrix.ts';
import { makeWindowFilter } from './internal/window-filter.ts';

/** Options of {@link ssim} and {@link dssim}; the defaults are the reference's. */
export interface SsimOptions {
  /** Side of the Gaussian window (standard deviation 1.5 pixels), odd. Default 3. */
  readonly windowSize?: number;
  /** Range of the pixels. Default 1. */
  readonly maxValue?: number;
  /** Added to the denominator. Default 1e-12. */
  readonly epsilon?: number;
}

/** Structural similarity of the i-th image of x with the i-th image of y, averaged over channels and pixels:
 *
 *     (2 mu_x mu_y + C1) (2 sigma_xy + C2) / ((mu_x^2 + mu_y^2 + C1) (sigma_x^2 + sigma_y^2 + C2) + epsilon)
 *
 * with moments in a Gaussian window, C1 = (0.01 maxValue)^2, C2 = (0.03 maxValue)^2, borders by reflection without
 * the edge pixel. Follows kornia's `ssim(padding='same')`.
 *
 * @param x          [n, d] images, pixels in [0, maxValue]
 * @param y          [n, d] images, pixels in [0, maxValue]
 * @param imageShape [channels, height, width] with product d
 * @returns          [n] float64, at most 1; a loss of 1e-12 from epsilon aside, 1 for equal images
 * @throws {ShapeError} unless x and y have the same shape and the window's border fits in the image
 * @throws {DomainError} for NaN or infinite pixels, an even window, or maxValue or epsilon out of range
 * @see Wang et al. 2004, doi:10.1109/TIP.2003.819861
 * @example ssim(images, images, [1, 28, 28]).data // => [1, 1, ...]
 */
export function ssim(
  x: HostTensor,
  y: HostTensor,
  imageShape: readonly number[],
  options: SsimOptions = {},
): HostTensor {
  const { windowSize = 3, maxValue = 1, epsilon = 1e-12 } = options;
  const [a, b] = requireMatrixPair(x, y, 'ssim');
  if (a.rows !== b.rows) {
    throw new ShapeError(
      `ssim: compares image by image, but x has ${a.rows} and y ${b.rows}; repeat or match rows first`,
    );
  }
  const [channels, height, width] = toImageShape(imageShape, a.columns, 'ssim');
  if (!Number.isInteger(windowSize) || windowSize < 1 || windowSize % 2 === 0) {
    throw new DomainError(`ssim: windowSize must be an odd positive integer, got ${windowSize}`);
  }
  if ((windowSize - 1) / 2 >= Math.min(height, width)) {
    throw new ShapeError(`ssim: a window of ${windowSize} does not fit images of shape ${formatShape(imageShape)}`);
  }
  if (!(maxValue > 0 && Number.isFinite(maxValue)) || !(epsilon >= 0 && Number.isFinite(epsilon))) {
    throw new DomainError(
      `ssim: maxValue must be positive and epsilon at least 0, both finite, got ${maxValue} and ${epsilon}`,
    );
  }
  const similarity = makeChannelSimilarity(height, width, windowSize, maxValue, epsilon);
  const pixels = height * width;
  const result = new Float64Array(a.rows);
  for (let row = 0; row < a.rows; row++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const start = row * a.columns + channel * pixels;
      sum += similarity(a.data.subarray(start, start + pixels), b.data.subarray(start, start + pixels));
    }
    result[row] = sum / a.columns;
  }
  return makeHostTensor(result, [a.rows]);
}

/** Structural dissimilarity  (1 - ssim) / 2,  image by image; 0 for equal images.
 *
 * @param x          [n, d] images, pixels in [0, maxValue]
 * @param y          [n, d] images, pixels in [0, maxValue]
 * @param imageShape [channels, height, width] with product d
 * @returns          [n] float64 in [0, 1]
 * @throws {ShapeError} as {@link ssim}
 * @throws {DomainError} as {@link ssim}
 * @example dssim(images, images, [1, 28, 28]).data // => [0, 0, ...]
 */
export function dssim(
  x: HostTensor,
  y: HostTensor,
  imageShape: readonly number[],
  options: SsimOptions = {},
): HostTensor {
  const similarity = ssim(x, y, imageShape, options);
  return makeHostTensor(
    Float64Array.from(similarity.data, (value) => (1 - value) / 2),
    similarity.shape,
  );
}

/** Sum of the similarity map over one channel. */
function makeChannelSimilarity(
  height: number,
  width: number,
  windowSize: number,
  maxValue: number,
  epsilon: number,
): (a: Float64Array, b: Float64Array) => number {
  const filter = makeWindowFilter(height, width, windowSize);
  const c1 = (0.01 * maxValue) ** 2;
  const c2 = (0.03 * maxValue) ** 2;
  const buffer = (): Float64Array => new Float64Array(height * width);
  const product = buffer();
  const [meanA, meanB, squareA, squareB, cross] = [buffer(), buffer(), buffer(), buffer(), buffer()] as const;
  const filterProduct = (a: Float64Array, b: Float64Array, result: Float64Array): void => {
    for (let k = 0; k < product.length; k++) product[k] = a[k]! * b[k]!;
    filter(product, result);
  };
  return (a, b) => {
    filter(a, meanA);
    filter(b, meanB);
    filterProduct(a, a, squareA);
    filterProduct(b, b, squareB);
    filterProduct(a, b, cross);
    let sum = 0;
    for (let k = 0; k < product.length; k++) {
      const mean = meanA[k]! * meanB[k]!;
      const means = meanA[k]! ** 2 + meanB[k]! ** 2;
      const numerator = (2 * mean + c1) * (2 * (cross[k]! - mean) + c2);
      sum += numerator / ((means + c1) * (squareA[k]! + squareB[k]! - means + c2) + epsilon);
    }
    return sum;
  };
}
