import { DomainError, formatShape, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { requireMatrix } from './internal/matrix.ts';

/** For each image the average of the candidates near its best one. */
export interface NearBestAverages {
  /** [m, d] float64 averages. */
  readonly averages: HostTensor;
  /** The best candidate of each image; the lowest among equals. */
  readonly best: readonly number[];
  /** How many candidates went into each average. */
  readonly voters: readonly number[];
}

/** For each image the mean of all candidates whose distance is at most `ratio` times the smallest one.
 *
 * @param candidates [n, d] points
 * @param distances  [n, m] their distances from m images, at least 0; `Infinity` forbids a pair
 * @param ratio      at least 1. Default 1.1
 * @param signOf     factor of candidate i in the average of image j. Default 1
 * @returns          [m, d] averages, best candidates, and numbers of voters
 * @throws {ShapeError} unless both are matrices with the same number of rows
 * @throws {DomainError} for non-finite candidates, NaN or negative distances, an image without a candidate, or ratio < 1
 * @see Haim et al. 2022, arXiv:2206.07758, the voting of the evaluation
 * @example averageNearBest(candidates, nccDistances(candidates, images, shape)).averages
 */
export function averageNearBest(
  candidates: HostTensor,
  distances: HostTensor,
  ratio: number = 1.1,
  signOf: (candidate: number, image: number) => number = () => 1,
): NearBestAverages {
  const { rows, columns, data } = requireMatrix(candidates, 'averageNearBest', 'candidates');
  const images = distances.shape[1];
  if (distances.shape.length !== 2 || distances.shape[0] !== rows || images === undefined) {
    throw new ShapeError(
      `averageNearBest: distances must have shape [${rows}, images], got ${formatShape(distances.shape)}`,
    );
  }
  if (!(ratio >= 1)) throw new DomainError(`averageNearBest: ratio must be at least 1, got ${ratio}`);
  const wrong = distances.data.findIndex((value) => !(value >= 0));
  if (wrong >= 0) {
    throw new DomainError(
      `averageNearBest: distances must be at least 0, got ${distances.data[wrong]} for candidate ` +
        `${Math.floor(wrong / images)}, image ${wrong % images}`,
    );
  }
  const averages = new Float64Array(images * columns);
  const best: number[] = [];
  const voters: number[] = [];
  for (let image = 0; image < images; image++) {
    const distanceOf = (row: number): number => distances.data[row * images + image]!;
    let nearest = 0;
    for (let row = 1; row < rows; row++) if (distanceOf(row) < distanceOf(nearest)) nearest = row;
    if (rows === 0 || distanceOf(nearest) === Number.POSITIVE_INFINITY) {
      throw new DomainError(`averageNearBest: image ${image} has no candidate at a finite distance`);
    }
    const average = averages.subarray(image * columns, (image + 1) * columns);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (!(distanceOf(row) <= ratio * distanceOf(nearest))) continue;
      const sign = signOf(row, image);
      for (let k = 0; k < columns; k++) average[k]! += sign * data[row * columns + k]!;
      count++;
    }
    for (let k = 0; k < columns; k++) average[k]! /= count;
    best.push(nearest);
    voters.push(count);
  }
  return { averages: makeHostTensor(averages, [images, columns]), best, voters };
}
