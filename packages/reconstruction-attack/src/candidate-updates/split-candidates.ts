import type { Candidates } from '@noprior/kkt-loss';
import { smallestEigenvalues } from '@noprior/linear-algebra';
import { makeHostTensor } from '@noprior/tensor';
import { everyRow, takeCandidates } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate } from './candidate-update.ts';
import { objectiveValue } from './objective-value.ts';
import { openSplittingMatrix } from './splitting-matrix.ts';

/** Displacements are halved so often until L_stationary does not rise. */
const halvings = 4;

/** A smallest eigenvalue counts as negative below this part of the largest one. */
const tolerance = 1e-6;

/** Sample splitting: a candidate whose splitting matrix has a negative eigenvalue becomes two, x +- delta v with
 * half the multiplier each, v its eigenvector. At most `limit` candidates are split, those that promise the largest
 * fall of L_stationary, delta^2 |eigenvalue| / 2; delta is halved up to four times until L_stationary does not rise,
 * or nothing is split.
 *
 * One of the two takes the place of the split candidate, the other goes to the end; both start with an optimizer
 * state of 0. The floor of the multipliers and the box are not part of the promise: halves may fall below the floor.
 *
 * @param limit     most candidates to split
 * @param distance  delta as a part of the norm of x
 * @param steps     of the Lanczos iteration
 * @see {@link openSplittingMatrix}; Shen, Wang, Qian, Lei 2026, arXiv:2602.08723. Its published form is known to us
 *   from the abstract, so the choices of number and length are ours
 */
export function splitCandidates(limit: number, distance: number, steps: number): CandidateUpdate {
  return {
    apply: async (candidates: Candidates, context): Promise<CandidateChange | undefined> => {
      const { x } = candidates;
      const [count, dimension] = [x.shape[0]!, x.shape[1]!];
      const matrix = await openSplittingMatrix(candidates, context);
      const { values, vectors, sizes } = await smallestEigenvalues(
        matrix.multiply,
        [count, dimension],
        steps,
        context.random.fork('lanczos'),
      ).finally(() => matrix.dispose());
      const lengths = everyRow(count).map(
        (i) => distance * Math.hypot(...x.data.subarray(i * dimension, (i + 1) * dimension)),
      );
      const promise = (i: number): number => (-values[i]! * lengths[i]! ** 2) / 2;
      const chosen = everyRow(count)
        .filter((i) => values[i]! < -tolerance * sizes[i]! && lengths[i]! > 0)
        .sort((a, b) => promise(b) - promise(a) || a - b)
        .slice(0, limit);
      if (chosen.length === 0) return undefined;
      const rows = [...everyRow(count), ...chosen];
      const { scale } = context.config;
      const doubled = takeCandidates(candidates, rows, scale);
      const lambda = doubled.lambda.data.slice();
      for (const [index, i] of chosen.entries()) {
        lambda[i]! /= 2;
        lambda[count + index] = lambda[i]!;
      }
      const before = (await objectiveValue(candidates, context)).stationarity;
      for (let halving = 0, factor = 1; halving <= halvings; halving++, factor /= 2) {
        const points = doubled.x.data.slice();
        for (const [index, i] of chosen.entries()) {
          for (let k = 0; k < dimension; k++) {
            const step = factor * lengths[i]! * vectors[i * dimension + k]!;
            points[i * dimension + k]! += step;
            points[(count + index) * dimension + k]! -= step;
          }
        }
        const halves = {
          x: makeHostTensor(points, doubled.x.shape),
          lambda: makeHostTensor(lambda, doubled.lambda.shape),
          y: doubled.y,
        };
        const after = (await objectiveValue(halves, context)).stationarity;
        if (!(after <= before)) continue;
        const split = new Set(chosen);
        return {
          candidates: halves,
          origin: rows.map((row, index) => (index >= count || split.has(row) ? -1 : row)),
          loss: { before, after },
        };
      }
      return undefined;
    },
  };
}
