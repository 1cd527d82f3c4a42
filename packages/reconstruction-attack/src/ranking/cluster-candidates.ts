import type { Candidates } from '@noprior/kkt-loss';
import { DomainError, type HostTensor, makeHostTensor } from '@noprior/tensor';
import { candidateRows, checkColumn, checkCosine, rowCosine } from './candidate-rows.ts';

/** Settings of {@link clusterCandidates}. */
export interface ClusterOptions {
  /** Least cosine of a member with its cluster's leader. Default 0.95. */
  readonly minCosine?: number;
  /** [n] weights, >= 0: who leads, and the weight in the mean. Default max(0, lambda_i) ||x_i||, the size of what a
   * candidate adds to the first layer. */
  readonly weights?: HostTensor;
}

/** Clusters of candidates, the heaviest leader first; a cluster is a candidate again. All float64. */
export interface CandidateClusters extends Candidates {
  /** [k, d] weighted means of the members; plain means where all weights are 0 */
  readonly x: HostTensor;
  /** [k] sums over the members */
  readonly lambda: HostTensor;
  /** [k] the members' common label */
  readonly y: HostTensor;
  /** Number of members of each cluster. */
  readonly sizes: readonly number[];
  /** Indices of the members of each cluster among the candidates, the leader first. */
  readonly members: readonly (readonly number[])[];
}

/** Greedy clusters of candidates of the same label by cosine. The heaviest candidate that is left leads a cluster
 * and takes along every other one of its label whose cosine with it is at least `minCosine`.
 *
 * An attack with more candidates than samples spends several on one sample; this merges them, and needs no truth. The
 * order of the candidates does not matter: between equal weights the larger multiplier leads, then the larger first
 * differing pixel. A zero vector has no direction, and its cosine with anything is 0.
 *
 * @param candidates  x [n, d], lambda [n], y [n]
 * @throws {ShapeError} unless x is [n, d] with n and d at least 1, and lambda, y and weights are [n]
 * @throws {DomainError} for labels outside {-1, +1}, values that are not finite, negative weights, minCosine off
 *   [-1, 1]
 * @see Oz et al. 2024, arXiv:2407.15845, who cluster candidates of many runs; the greedy rule is this project's
 * @example
 * const x = fromNested([[1, 0], [3, 0], [0, 1]]);
 * clusterCandidates({ x, lambda: fromNested([1, 1, 1]), y: fromNested([1, 1, 1]) }).members // => [[1, 0], [2]]
 */
export function clusterCandidates(candidates: Candidates, options: ClusterOptions = {}): CandidateClusters {
  const { minCosine = 0.95 } = options;
  checkCosine(minCosine, 'clusterCandidates');
  const rows = candidateRows(candidates, 'clusterCandidates');
  const { columns } = rows;
  const [x, lambda, y] = [candidates.x.data, candidates.lambda.data, candidates.y.data];
  const weights = options.weights
    ? checkedWeights(options.weights, rows.rows)
    : rows.norms.map((norm, i) => Math.max(0, lambda[i]!) * norm);
  for (const weight of weights) {
    if (!Number.isFinite(weight)) {
      throw new DomainError(
        `clusterCandidates: the weight lambda ||x|| of a candidate is ${weight}; scale x or lambda down`,
      );
    }
  }
  const left = new Set(
    [...weights.keys()].sort(
      (i, j) => weights[j]! - weights[i]! || lambda[j]! - lambda[i]! || compareRows(x, columns, j, i),
    ),
  );
  const members: number[][] = [];
  for (const leader of left) {
    const cluster = [...left].filter(
      (i) => i === leader || (y[i] === y[leader] && rowCosine(rows, leader, rows, i) >= minCosine),
    );
    for (const i of cluster) left.delete(i);
    members.push(cluster);
  }
  const means = new Float64Array(members.length * columns);
  const sums = new Float64Array(members.length);
  members.forEach((cluster, row) => {
    // Relative to the leader's weight, the largest, so that no total overflows.
    const heaviest = weights[cluster[0]!]!;
    const shares = cluster.map((i) => (heaviest > 0 ? weights[i]! / heaviest : 1));
    const total = shares.reduce((sum, share) => sum + share, 0);
    cluster.forEach((i, at) => {
      sums[row]! += lambda[i]!;
      const share = shares[at]! / total;
      for (let k = 0; k < columns; k++) means[row * columns + k]! += share * x[i * columns + k]!;
    });
  });
  return {
    x: makeHostTensor(means, [members.length, columns]),
    lambda: makeHostTensor(sums, [members.length]),
    y: makeHostTensor(
      Float64Array.from(members, (cluster) => y[cluster[0]!]!),
      [members.length],
    ),
    sizes: members.map((cluster) => cluster.length),
    members,
  };
}

function checkedWeights(weights: HostTensor, n: number): Float64Array {
  checkColumn(weights, n, 'clusterCandidates', 'weights');
  for (const weight of weights.data) {
    if (weight < 0) throw new DomainError(`clusterCandidates: weights must be at least 0, got ${weight}`);
  }
  return Float64Array.from(weights.data);
}

/** Difference of rows i and j at the first pixel in which they differ, 0 if there is none. */
function compareRows(x: ArrayLike<number>, columns: number, i: number, j: number): number {
  for (let k = 0; k < columns; k++) {
    const difference = x[i * columns + k]! - x[j * columns + k]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
