import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import type { NearestNeighbors } from '../nearest-neighbors.ts';
import type { CandidateSet, CheckedPoints } from './candidate-set.ts';
import { cosines, makeProducts, scaleRows, squaredDistances } from './pairwise.ts';

/** Whether a candidate may serve an image. */
export type Allowed = (candidate: number, image: number) => boolean;

/** Best candidates of every image, with the matrices behind them ([candidates, images]). */
export interface Matches {
  readonly cosine: NearestNeighbors;
  readonly l2: NearestNeighbors;
  readonly cosineMatrix: Float64Array;
  readonly distanceMatrix: Float64Array;
  readonly allowed: Allowed | undefined;
}

/** Match every image with its best candidate by cosine and by distance. */
export function matchImages(candidates: CandidateSet, images: CheckedPoints, matchLabels: boolean): Matches {
  const allowed = matchLabels ? sameLabel(candidates, images) : undefined;
  const products = makeProducts(candidates.points, images.points);
  const distanceMatrix = squaredDistances(products, candidates.signInvariant).map(Math.sqrt);
  const extreme = [...products.squaredNormsX, ...products.squaredNormsY].some(
    (square) => square !== 0 && !(square > 1e-250 && square < 1e250),
  );
  const cosineMatrix = cosines(
    extreme ? makeProducts(scaleRows(candidates.points), scaleRows(images.points)) : products,
    candidates.signInvariant,
  );
  return {
    cosine: bestRows(cosineMatrix, images.points.rows, allowed, 1),
    l2: bestRows(distanceMatrix, images.points.rows, allowed, -1),
    cosineMatrix,
    distanceMatrix,
    allowed,
  };
}

/** Row with the largest sign * score among the allowed ones, column by column. */
function bestRows(matrix: Float64Array, columns: number, allowed: Allowed | undefined, sign: 1 | -1): NearestNeighbors {
  const rows = matrix.length / columns;
  const index = new Array<number>(columns).fill(-1);
  const value = new Array<number>(columns).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const score = matrix[row * columns + column]!;
      if (index[column]! >= 0 && !(sign * score > sign * value[column]!)) continue;
      if (allowed !== undefined && !allowed(row, column)) continue;
      index[column] = row;
      value[column] = score;
    }
  }
  const alone = index.indexOf(-1);
  if (alone >= 0) {
    throw new DomainError(
      `scoreReconstruction: matchLabels is set, but no candidate has the label of image ${alone}; ` +
        'add candidates of that class or leave matchLabels out',
    );
  }
  return { index, value };
}

/** Labels must agree; a set without labels (the mean image, rows of the first layer) may serve any image. */
function sameLabel(candidates: CandidateSet, images: CheckedPoints): Allowed | undefined {
  if (candidates.labels === null || images.labels === null) return undefined;
  const [own, wanted] = [candidates.labels, images.labels];
  return (candidate, image) => own[candidate] === wanted[image];
}

/** Points as a tensor again, for the public functions. */
export function toTensor({ points }: CheckedPoints): HostTensor {
  return makeHostTensor(points.data, [points.rows, points.columns]);
}
