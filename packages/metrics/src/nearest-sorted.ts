import { DomainError, type HostTensor } from '@noprior/tensor';
import { requireMatrix } from './internal/matrix.ts';

/** A row of a distance matrix, its nearest column and their distance. */
export interface NearestPair {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** The nearest y of every x, closest pairs first, at most `maxPerNeighbor` of them for the same y: the list of best
 * reconstructions that the papers show.
 *
 * @param distances      [n, m] distances of n points x from m points y
 * @param maxPerNeighbor how many x may share one y; the rest are left out. Default: any number
 * @returns              at most n pairs, by ascending distance, equal ones by x
 * @throws {ShapeError} unless `distances` is a matrix
 * @throws {DomainError} if there are x but no y, a distance is not finite, or maxPerNeighbor is not a positive integer
 * @see Haim et al. 2022, arXiv:2206.07758, the sorted nearest neighbours of the evaluation code
 * @example nearestSorted(nccDistances(candidates, images, [1, 28, 28]), 1)
 */
export function nearestSorted(distances: HostTensor, maxPerNeighbor: number = Number.POSITIVE_INFINITY): NearestPair[] {
  const { rows, columns, data } = requireMatrix(distances, 'nearestSorted', 'distances');
  if (!(maxPerNeighbor >= 1) || (Number.isFinite(maxPerNeighbor) && !Number.isInteger(maxPerNeighbor))) {
    throw new DomainError(`nearestSorted: maxPerNeighbor must be a positive integer, got ${maxPerNeighbor}`);
  }
  if (rows > 0 && columns === 0) {
    throw new DomainError(`nearestSorted: no y to be near to for ${rows} points x; give at least one`);
  }
  const pairs: NearestPair[] = [];
  for (let x = 0; x < rows; x++) {
    let y = 0;
    for (let other = 1; other < columns; other++) {
      if (data[x * columns + other]! < data[x * columns + y]!) y = other;
    }
    pairs.push({ x, y, value: data[x * columns + y]! });
  }
  pairs.sort((a, b) => a.value - b.value || a.x - b.x);
  const uses = new Map<number, number>();
  return pairs.filter(({ y }) => {
    const count = (uses.get(y) ?? 0) + 1;
    uses.set(y, count);
    return count <= maxPerNeighbor;
  });
}
