import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { averageNearBest } from './average-near-best.ts';
import { bicubicHalfSize } from './bicubic-half-size.ts';
import { requireVector } from './internal/checks.ts';
import { type Matrix, requireMatrixPair } from './internal/matrix.ts';
import { makeProducts, squaredDistances } from './internal/pairwise.ts';
import { rescaleToUnit } from './rescale-to-unit.ts';
import type { SignOption } from './sign-option.ts';
import { ssim } from './ssim.ts';
import { standardizeImages } from './standardize-images.ts';

/** Options of {@link referenceScore}. */
export interface ReferenceScoreOptions extends SignOption {
  /** [channels, height, width] with product d. */
  readonly imageShape: readonly number[];
  /** [d] what was subtracted from the pixels of candidates and images. Default zeros. */
  readonly mean?: HostTensor;
  /** Range of the pixels, once the mean is added back. Default [0, 1]. */
  readonly pixelRange?: readonly [low: number, high: number];
  /** Candidates within this factor of the best squared NCC distance are averaged. Default 1.1. */
  readonly voteRatio?: number;
  /** Whether a candidate may serve an image. Default: always. */
  readonly allowed?: (candidate: number, image: number) => boolean;
}

/** Scores of the papers' evaluation, image by image. */
export interface ReferenceScore {
  /** [m] SSIM, at most 1. The papers call a value above 0.4 a good reconstruction. */
  readonly ssim: readonly number[];
  /** [m] (1 - ssim) / 2. */
  readonly dssim: readonly number[];
  /** [m] nearest candidate by NCC at half size. */
  readonly candidate: readonly number[];
  /** [m] how many candidates were averaged. */
  readonly voters: readonly number[];
  /** [m, d] the pictures that were scored, in [0, 1]. */
  readonly pictures: HostTensor;
}

/** The reference scoring order: candidates and images to half size (bicubic); NCC distances there; for each image the
 * full-size average of the candidates within 1.1 times the best squared distance; the mean added back; each picture
 * rescaled to [0, 1]; SSIM with the image in pixel space mapped from `pixelRange` to [0, 1].
 *
 * @param candidates [n, d] reconstructions, mean-subtracted if `mean` is given
 * @param images     [m, d] images, likewise
 * @returns          SSIM, DSSIM, nearest candidate, number of voters and picture of every image
 * @throws {ShapeError} if the shapes do not fit, or half an image has fewer than two pixels a channel
 * @throws {DomainError} for non-finite elements, an image without a candidate, an empty pixel range, or images outside
 *                       it by more than 0.1 % of its width: the sign of a mean that was not passed
 * @see Haim et al. 2022, arXiv:2206.07758, evaluation
 * @example referenceScore(candidates, images, { imageShape: [1, 28, 28], mean }).ssim
 */
export function referenceScore(
  candidates: HostTensor,
  images: HostTensor,
  options: ReferenceScoreOptions,
): ReferenceScore {
  const { imageShape, mean, pixelRange = [0, 1], voteRatio = 1.1, signInvariant = false, allowed } = options;
  const [points, truth] = requireMatrixPair(candidates, images, 'referenceScore');
  const offset =
    mean === undefined ? new Float64Array(truth.columns) : requireVector(mean, truth.columns, 'referenceScore', 'mean');
  const targets = toUnitPixels(truth, offset, pixelRange);

  const products = makeProducts(atHalfSize(candidates, imageShape), atHalfSize(images, imageShape));
  const distances = squaredDistances(products, signInvariant);
  if (allowed !== undefined) {
    for (let at = 0; at < distances.length; at++) {
      if (!allowed(Math.floor(at / truth.rows), at % truth.rows)) distances[at] = Number.POSITIVE_INFINITY;
    }
  }
  const { averages, best, voters } = averageNearBest(
    makeHostTensor(points.data, [points.rows, points.columns]),
    makeHostTensor(distances, [points.rows, truth.rows]),
    voteRatio,
    (candidate, image) => (signInvariant && products.inner[candidate * truth.rows + image]! < 0 ? -1 : 1),
  );
  const shifted = Float64Array.from(averages.data, (value, at) => value + offset[at % truth.columns]!);
  const pictures = rescaleToUnit(makeHostTensor(shifted, averages.shape));
  const similarity = Array.from(ssim(pictures, targets, imageShape).data);
  return { ssim: similarity, dssim: similarity.map((value) => (1 - value) / 2), candidate: best, voters, pictures };
}

/** Standardised images at half size: squared distances between them are NCC distances. */
function atHalfSize(x: HostTensor, imageShape: readonly number[]): Matrix {
  const half = bicubicHalfSize(x, imageShape);
  const standardized = standardizeImages(half.images, half.imageShape);
  const [rows = 0, columns = 0] = standardized.shape;
  return { rows, columns, data: Float64Array.from(standardized.data) };
}

/** Images with the mean added back, mapped from the pixel range to [0, 1]. */
function toUnitPixels(images: Matrix, offset: Float64Array, [low, high]: readonly [number, number]): HostTensor {
  const width = high - low;
  if (!(width > 0 && Number.isFinite(width))) {
    throw new DomainError(`referenceScore: pixelRange must be finite with low < high, got [${low}, ${high}]`);
  }
  const result = images.data.map((value, at) => (value + offset[at % images.columns]! - low) / width);
  const outside = result.findIndex((value) => value < -1e-3 || value > 1.001);
  if (outside >= 0) {
    throw new DomainError(
      `referenceScore: image ${Math.floor(outside / images.columns)} has a pixel of ` +
        `${low + width * result[outside]!} outside pixelRange [${low}, ${high}]; ` +
        'pass the mean that was subtracted, or the range of the pixels',
    );
  }
  return makeHostTensor(result, [images.rows, images.columns]);
}
