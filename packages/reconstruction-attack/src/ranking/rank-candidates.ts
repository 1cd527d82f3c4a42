import type { Candidates } from '@noprior/kkt-loss';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { checkCosine } from './candidate-rows.ts';
import { clusterCandidates } from './cluster-candidates.ts';
import { runAgreement } from './run-agreement.ts';

/** Settings of {@link rankCandidates}. */
export interface RankOptions {
  /** Candidates of a label whose cosine is at least this are merged. Default 0.95. */
  readonly minCosine?: number;
  /** Whether only candidates of the same label count for agreement; merged are only those. Default true. */
  readonly matchLabels?: boolean;
}

/** Where a ranked candidate came from. */
export interface CandidateSource {
  readonly run: number;
  readonly candidate: number;
}

/** Merged candidates of several runs, those with the highest agreement first. All float64. */
export interface RankedCandidates extends Candidates {
  /** [k, d] means of the members, weighted with max(0, agreement) */
  readonly x: HostTensor;
  /** [k] multipliers summed over the members, per run */
  readonly lambda: HostTensor;
  /** [k] */
  readonly y: HostTensor;
  /** [k] highest agreement among the members, in [-1, 1], not increasing */
  readonly agreement: HostTensor;
  /** Number of members. */
  readonly sizes: readonly number[];
  /** Number of different runs among the members. */
  readonly runCounts: readonly number[];
  /** The members; the first is the one that leads. */
  readonly sources: readonly (readonly CandidateSource[])[];
}

/** Rank the candidates of several runs by agreement, duplicates merged: what an attacker without the truth would
 * look at first.
 *
 * Agreement is taken before merging. It is no proof: runs of one objective share its wrong optima. Measured on MNIST
 * with 50 samples per class: of 28 candidates with an agreement above 0.9, 71 % were true at cosine 0.9; above 0.95,
 * 15 of 16 were. {@link choicePrecision} measures it where the truth is known. Neither the order of the runs nor
 * that of their candidates changes the ranking.
 *
 * @param runs  at least 2, of one attack from different seeds; each x [n, d], lambda [n], y [n]
 * @throws {ShapeError} unless every x is [n, d] with n and d at least 1 and a common d, and lambda and y are [n]
 * @throws {DomainError} for fewer than 2 runs, labels outside {-1, +1}, values that are not finite, minCosine off
 *   [-1, 1]
 * @see Oz et al. 2024, arXiv:2407.15845, for clustering over runs; this ranking is the project's own
 * @example rankCandidates([first.candidates, second.candidates, third.candidates]).agreement
 */
export function rankCandidates(runs: readonly Candidates[], options: RankOptions = {}): RankedCandidates {
  const { minCosine = 0.95, matchLabels = true } = options;
  checkCosine(minCosine, 'rankCandidates');
  const agreement = runAgreement(runs, { matchLabels }).flatMap((run) => [...run.agreement.data]);
  const sources = runs.flatMap((run, index) =>
    Array.from(run.y.data, (_, candidate): CandidateSource => ({ run: index, candidate })),
  );
  const columns = runs[0]!.x.shape[1]!;
  const vector = (values: readonly number[]) => makeHostTensor(Float64Array.from(values), [values.length]);
  const clusters = clusterCandidates(
    {
      x: makeHostTensor(joined(runs.map(({ x }) => x)), [sources.length, columns]),
      lambda: makeHostTensor(joined(runs.map(({ lambda }) => lambda)), [sources.length]),
      y: makeHostTensor(joined(runs.map(({ y }) => y)), [sources.length]),
    },
    { minCosine, weights: vector(agreement.map((value) => Math.max(0, value))) },
  );
  const highest = clusters.members.map((cluster) =>
    cluster.reduce((most, member) => Math.max(most, agreement[member]!), -1),
  );
  // Only clusters without a positive agreement can be out of order.
  const order = [...highest.keys()].sort((i, j) => highest[j]! - highest[i]!);
  const members = order.map((cluster) => clusters.members[cluster]!.map((member) => sources[member]!));
  const x = new Float64Array(order.length * columns);
  order.forEach((cluster, rank) => {
    x.set(clusters.x.data.subarray(cluster * columns, (cluster + 1) * columns), rank * columns);
  });
  return {
    x: makeHostTensor(x, [order.length, columns]),
    lambda: vector(order.map((cluster) => clusters.lambda.data[cluster]! / runs.length)),
    y: vector(order.map((cluster) => clusters.y.data[cluster]!)),
    agreement: vector(order.map((cluster) => highest[cluster]!)),
    sizes: members.map((cluster) => cluster.length),
    runCounts: members.map((cluster) => new Set(cluster.map(({ run }) => run)).size),
    sources: members,
  };
}

function joined(tensors: readonly HostTensor[]): Float64Array {
  const values = new Float64Array(tensors.reduce((total, { data }) => total + data.length, 0));
  let offset = 0;
  for (const { data } of tensors) {
    values.set(data, offset);
    offset += data.length;
  }
  return values;
}
