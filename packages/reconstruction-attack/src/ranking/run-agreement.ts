import type { Candidates } from '@noprior/kkt-loss';
import { median } from '@noprior/metrics';
import { DomainError, type HostTensor, makeHostTensor, ShapeError } from '@noprior/tensor';
import { candidateRows, rowCosine } from './candidate-rows.ts';

/** Settings of {@link runAgreement}. */
export interface RunAgreementOptions {
  /** Whether only candidates of the same label count. Default true. */
  readonly matchLabels?: boolean;
}

/** What the other runs say of the candidates of one run, float64. */
export interface RunAgreement {
  /** [n, runs - 1] best cosine in each other run, in the order of the runs; -1 where a run has no candidate of the
   * label */
  readonly best: HostTensor;
  /** [n] median of each row of `best` */
  readonly agreement: HostTensor;
}

/** How well independent runs of an attack agree on each candidate: its best cosine in every other run, and their
 * median.
 *
 * An attacker can see it: it needs several runs from different seeds, and no truth. It is no proof. Runs of one
 * objective share its wrong optima, and all of them then agree on a point that is in no training set. Measured on
 * MNIST with 50 samples per class: of 28 candidates with an agreement above 0.9, 71 % were true at cosine 0.9; above
 * 0.95, 15 of 16 were.
 *
 * Time grows with the square of the number of all candidates, times d. A zero vector's cosine with anything is 0.
 *
 * @param runs  at least 2; each x [n, d], lambda [n], y [n], with n of its own and a common d
 * @returns     one entry per run, in their order
 * @throws {ShapeError} unless every x is [n, d] with n and d at least 1 and a common d, and lambda and y are [n]
 * @throws {DomainError} for fewer than 2 runs, labels outside {-1, +1}, and values that are not finite
 * @see Oz et al. 2024, arXiv:2407.15845, who choose among the candidates of many runs by clustering
 * @example
 * const run = (x: number[][]) => ({ x: fromNested(x), lambda: fromNested([1]), y: fromNested([1]) });
 * runAgreement([run([[1, 0]]), run([[2, 0]]), run([[0, 1]])])[0]!.agreement.data // => [0.5]
 */
export function runAgreement(
  runs: readonly Candidates[],
  { matchLabels = true }: RunAgreementOptions = {},
): readonly RunAgreement[] {
  if (runs.length < 2) {
    throw new DomainError(`runAgreement: agreement needs at least 2 runs, got ${runs.length}; run from another seed`);
  }
  const rows = runs.map((run, index) => candidateRows(run, 'runAgreement', `runs[${index}].`));
  const dimension = rows[0]!.columns;
  rows.forEach(({ columns }, index) => {
    if (columns !== dimension) {
      throw new ShapeError(
        `runAgreement: runs[${index}].x has ${columns} columns, runs[0].x has ${dimension}; compare runs on one network`,
      );
    }
  });
  const others = runs.length - 1;
  const best = rows.map(({ rows: count }) => new Float64Array(count * others).fill(-1));
  for (let a = 0; a < runs.length; a++) {
    for (let b = a + 1; b < runs.length; b++) {
      for (let i = 0; i < rows[a]!.rows; i++) {
        for (let j = 0; j < rows[b]!.rows; j++) {
          if (matchLabels && runs[a]!.y.data[i] !== runs[b]!.y.data[j]) continue;
          const cosine = rowCosine(rows[a]!, i, rows[b]!, j);
          // Run b is column b - 1 of an earlier run, and run a is column a of a later one.
          const [inA, inB] = [i * others + b - 1, j * others + a];
          if (cosine > best[a]![inA]!) best[a]![inA] = cosine;
          if (cosine > best[b]![inB]!) best[b]![inB] = cosine;
        }
      }
    }
  }
  return best.map((values, index) => {
    const count = rows[index]!.rows;
    const agreement = Float64Array.from({ length: count }, (_, i) =>
      median(values.subarray(i * others, (i + 1) * others)),
    );
    return {
      best: makeHostTensor(values, [count, others]),
      agreement: makeHostTensor(agreement, [count]),
    };
  });
}
