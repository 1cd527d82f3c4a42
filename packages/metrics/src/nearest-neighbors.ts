import { DomainError, type HostTensor } from '@noprior/tensor';
import { requireMatrix } from './internal/matrix.ts';

/** For each column of a score matrix the best row. */
export interface NearestNeighbors {
  /** Row of the best score of each column; the lowest row among equals. */
  readonly index: readonly number[];
  /** That score. */
  readonly value: readonly number[];
}

/** Nearest candidate of every image: the best row of every column of a matrix of distances or similarities.
 *
 * @param scores [n, m] candidates by images
 * @param best   'smallest' for distances, 'largest' for similarities
 * @returns      m rows and their scores
 * @throws {ShapeError} unless `scores` is a matrix
 * @throws {DomainError} if there are images but no candidates, or a score is not finite
 * @example nearestNeighbors(cosineSimilarities(candidates, images), 'largest').index
 */
export function nearestNeighbors(scores: HostTensor, best: 'smallest' | 'largest'): NearestNeighbors {
  const { rows, columns, data } = requireMatrix(scores, 'nearestNeighbors', 'scores');
  if (rows === 0 && columns > 0) {
    throw new DomainError(`nearestNeighbors: no candidate to choose from for ${columns} images; give at least one`);
  }
  const index = new Array<number>(columns).fill(0);
  const value = Array.from(data.subarray(0, columns));
  for (let row = 1; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const score = data[row * columns + column]!;
      const better = best === 'smallest' ? score < value[column]! : score > value[column]!;
      if (!better) continue;
      index[column] = row;
      value[column] = score;
    }
  }
  return { index, value };
}
