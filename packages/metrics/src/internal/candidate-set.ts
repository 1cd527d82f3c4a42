import { meanRow } from '@noprior/linear-algebra';
import { DomainError, formatShape, type HostTensor, makeHostTensor, makeRandom, ShapeError } from '@noprior/tensor';
import { drawPoints, type RandomLaw } from '../random-law.ts';
import type { PointSet } from '../score-input.ts';
import { quantile } from '../statistics/quantile.ts';
import { requireVector } from './checks.ts';
import { type Matrix, requireMatrix } from './matrix.ts';
import { squaredNorms } from './pairwise.ts';

/** Checked points with their labels, null where they have none. */
export interface CheckedPoints {
  readonly points: Matrix;
  readonly labels: Float64Array | null;
}

/** Candidates of the attack or of a control. */
export interface CandidateSet extends CheckedPoints {
  readonly signInvariant: boolean;
  readonly note: string;
}

/** Check labelled points.
 *
 * @throws {ShapeError} unless x is [n, dimension] and y [n]
 * @throws {DomainError} for an empty set or non-finite elements
 */
export function requirePoints({ x, y }: PointSet, dimension: number | null, argument: string): CheckedPoints {
  const points = requireMatrix(x, 'scoreReconstruction', `${argument}.x`);
  requireDimension(x, dimension, `${argument}.x`);
  if (points.rows === 0) {
    throw new DomainError(`scoreReconstruction: ${argument}.x has no rows; a score needs at least one`);
  }
  const labels = y === undefined ? null : requireVector(y, points.rows, 'scoreReconstruction', `${argument}.y`);
  return { points, labels };
}

function requireDimension(x: HostTensor, dimension: number | null, argument: string): void {
  if (dimension !== null && x.shape[1] !== dimension) {
    throw new ShapeError(
      `scoreReconstruction: ${argument} must have shape [points, ${dimension}] like the candidates, ` +
        `got ${formatShape(x.shape)}`,
    );
  }
}

/** The law of random candidates: normal with the candidates' root-mean-square norm. */
export function defaultRandomLaw({ points }: CheckedPoints): RandomLaw {
  const total = squaredNorms(points).reduce((sum, value) => sum + value, 0);
  return { kind: 'normal', standardDeviation: Math.sqrt(total / Math.max(1, points.rows * points.columns)) };
}

/** As many random candidates as the attack has, with its labels and its treatment of signs. */
export function randomCandidates(attack: CandidateSet, law: RandomLaw, seed: number): CandidateSet {
  const { rows, columns } = attack.points;
  const drawn = drawPoints(law, rows, columns, makeRandom(seed).fork('random-candidates'));
  return {
    points: requireMatrix(drawn, 'scoreReconstruction', 'random candidates'),
    labels: attack.labels,
    signInvariant: attack.signInvariant,
    note: `as many random candidates as the attack has, ${law.kind} law`,
  };
}

/** The mean image as the only candidate: the zero vector if a mean was subtracted, else the mean of the training
 * points. */
export function meanImageCandidate(
  training: CheckedPoints,
  meanSubtracted: boolean,
  signInvariant: boolean,
): CandidateSet {
  const { rows, columns, data } = training.points;
  const mean = meanSubtracted ? new Float64Array(columns) : meanRow(makeHostTensor(data, [rows, columns])).data;
  const note = meanSubtracted
    ? 'the subtracted mean as the only candidate: the zero vector, whose cosine with any image is 0 by convention'
    : 'the mean of the training points as the only candidate, since no mean was given';
  return { points: { rows: 1, columns, data: Float64Array.from(mean) }, labels: null, signInvariant, note };
}

/** Rows of the first layer as candidates, with either sign, scaled to the median norm of the attack's candidates. */
export function firstLayerCandidates(weight: HostTensor, attack: CandidateSet): CandidateSet {
  const matrix = requireMatrix(weight, 'scoreReconstruction', 'firstLayerWeight');
  requireDimension(weight, attack.points.columns, 'firstLayerWeight');
  if (matrix.rows === 0) {
    throw new DomainError('scoreReconstruction: firstLayerWeight has no rows; leave it out to skip that control');
  }
  const target = quantile(squaredNorms(attack.points).map(Math.sqrt), 0.5);
  const norms = squaredNorms(matrix).map(Math.sqrt);
  const data = matrix.data.map((value, at) => {
    const norm = norms[Math.floor(at / matrix.columns)]!;
    return norm > 0 ? (value * target) / norm : 0;
  });
  return {
    points: { ...matrix, data },
    labels: null,
    signInvariant: true,
    note: "rows of the first layer with either sign, scaled to the median norm of the attack's candidates",
  };
}
