import { takeRows } from '@noprior/linear-algebra';
import { formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { cosineSimilarities } from './cosine-similarities.ts';
import { nearestNeighbors } from './nearest-neighbors.ts';

/** A predicted member and the training sample that is nearest to it by cosine. */
export interface PredictedMember {
  readonly candidate: number;
  readonly image: number;
  readonly cosine: number;
}

/** What the points are worth that an attack predicts to be training samples, without knowing the truth. */
export interface MemberScore {
  readonly predicted: number;
  /** How many have a training sample above the best match of any held-out sample. */
  readonly trueMembers: number;
  readonly falseMembers: number;
  /** Different training samples among the true members. */
  readonly samples: number;
  /** In the order of the candidates. */
  readonly nearest: readonly PredictedMember[];
}

/** Score predicted members.
 *
 * @param x          [n, d] candidates
 * @param predicted  [n] 1 for a predicted member, else 0
 * @param training   [m, d], m >= 1
 * @param threshold  best match of any held-out sample among all candidates: a cosine above it makes a true member
 * @returns  `undefined` if no point is predicted to be a member
 * @throws {ShapeError} unless predicted is [n]
 * @example scoreMembers(x, predicted, training, score.heldOut.maxCosine)?.trueMembers
 */
export function scoreMembers(
  x: HostTensor,
  predicted: HostTensor,
  training: HostTensor,
  threshold: number,
): MemberScore | undefined {
  const [n = 0] = x.shape;
  if (predicted.shape.length !== 1 || predicted.shape[0] !== n) {
    throw new ShapeError(`scoreMembers: expected predicted [${n}] as x, got ${formatShape(predicted.shape)}`);
  }
  const rows = Array.from({ length: n }, (_, row) => row).filter((row) => predicted.data[row] === 1);
  if (rows.length === 0) return undefined;
  const { index, value } = nearestNeighbors(cosineSimilarities(training, takeRows(x, rows)), 'largest');
  const nearest = index.map((image, at): PredictedMember => ({ candidate: rows[at]!, image, cosine: value[at]! }));
  const right = nearest.filter(({ cosine }) => cosine > threshold);
  return {
    predicted: rows.length,
    trueMembers: right.length,
    falseMembers: rows.length - right.length,
    samples: new Set(right.map(({ image }) => image)).size,
    nearest,
  };
}
