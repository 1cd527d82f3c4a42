import { DomainError, type HostTensor, ShapeError } from '@noprior/tensor';
import { checkCosine, rowCosine, unitRows } from './candidate-rows.ts';

/** Settings of {@link choicePrecision}. */
export interface ChoicePrecisionOptions {
  /** A candidate is true if its cosine with a training point is at least this. Default 0.9. */
  readonly minCosine?: number;
  /** Numbers of best ranked candidates to look at, each in 1 ... n. Default: all n. */
  readonly at?: readonly number[];
}

/** How good a ranking was. */
export interface ChoicePrecision {
  readonly at: readonly number[];
  /** Share of true ones among the k best ranked candidates, for each k of `at`. */
  readonly precision: readonly number[];
  /** Share of the training points that the k best ranked candidates contain, for each k of `at`. */
  readonly recall: readonly number[];
  /** Area under precision over recall: sum_k precision(k) (recall(k) - recall(k - 1)), in [0, 1]. */
  readonly averagePrecision: number;
  /** For each candidate, whether it is true. */
  readonly hits: readonly boolean[];
}

/** Precision and recall of the best ranked candidates. It needs the truth: it belongs to the defender, and no
 * attacker can compute it.
 *
 * A candidate is true if its cosine with some training point is at least `minCosine`, labels aside; a second
 * candidate for one point counts for precision, not for recall. For scoring with controls see `@noprior/metrics`: in
 * low dimensions a high cosine comes by chance.
 *
 * @param ranked  x [n, d], the best first, as {@link rankCandidates} returns them
 * @param truth   [m, d] training points
 * @throws {ShapeError} unless both are matrices with at least one row and a common d
 * @throws {DomainError} for values that are not finite, minCosine off [-1, 1], and k that is no integer in 1 ... n
 * @example
 * const ranked = { x: fromNested([[1, 0], [1, 1]]) };
 * choicePrecision(ranked, fromNested([[2, 0], [0, 1]]), { at: [1, 2] }).precision // => [1, 0.5]
 */
export function choicePrecision(
  ranked: { readonly x: HostTensor },
  truth: HostTensor,
  options: ChoicePrecisionOptions = {},
): ChoicePrecision {
  const candidates = unitRows(ranked.x, 'choicePrecision', 'ranked.x');
  const points = unitRows(truth, 'choicePrecision', 'truth');
  const { minCosine = 0.9, at = [candidates.rows] } = options;
  checkCosine(minCosine, 'choicePrecision');
  if (candidates.columns !== points.columns) {
    throw new ShapeError(
      `choicePrecision: ranked.x has ${candidates.columns} columns, truth has ${points.columns}; they must agree`,
    );
  }
  for (const k of at) {
    if (!Number.isInteger(k) || k < 1 || k > candidates.rows) {
      throw new DomainError(`choicePrecision: at must hold integers from 1 to ${candidates.rows}, got ${k}`);
    }
  }
  const found = new Set<number>();
  const hits: boolean[] = [];
  const precisions: number[] = [];
  const recalls: number[] = [];
  let [count, averagePrecision] = [0, 0];
  for (let i = 0; i < candidates.rows; i++) {
    const before = found.size;
    let hit = false;
    for (let j = 0; j < points.rows; j++) {
      if (rowCosine(candidates, i, points, j) < minCosine) continue;
      hit = true;
      found.add(j);
    }
    if (hit) count++;
    hits.push(hit);
    precisions.push(count / (i + 1));
    recalls.push(found.size / points.rows);
    averagePrecision += ((count / (i + 1)) * (found.size - before)) / points.rows;
  }
  return {
    at: [...at],
    precision: at.map((k) => precisions[k - 1]!),
    recall: at.map((k) => recalls[k - 1]!),
    averagePrecision,
    hits,
  };
}
