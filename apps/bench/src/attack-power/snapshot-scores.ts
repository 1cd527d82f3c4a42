import { cosineSimilarities, nearestNeighbors, quantile } from '@noprior/metrics';
import type { AttackSnapshot } from '@noprior/reconstruction-attack';
import type { HostTensor } from '@noprior/tensor';

/** What of a snapshot is scored. */
export type ScoredSnapshot = Pick<AttackSnapshot, 'iteration' | 'seconds' | 'candidates'>;

/** Quality of the candidates at one time of a run. */
export interface SnapshotScore {
  readonly iteration: number;
  readonly seconds: number;
  /** Training images whose best cosine is above that of every held-out image. */
  readonly aboveHeldOutMax: number;
  readonly above09: number;
  /** Median over the training images of the best cosine. */
  readonly medianCosine: number;
  readonly heldOutMedian: number;
}

/** Keeps snapshots at growing distances, so that a long run leaves few and a short one enough.
 *
 * @param growth  a snapshot is kept once its seconds are this times those of the one before
 * @example const keeper = keepSnapshots(1.15); await runAttack(attack, network, knowledge, { backend, onFound: keeper.take });
 */
export function keepSnapshots(growth: number): {
  readonly take: (snapshot: ScoredSnapshot) => void;
  readonly kept: readonly ScoredSnapshot[];
} {
  const kept: ScoredSnapshot[] = [];
  return {
    kept,
    take: (snapshot) => {
      const last = kept.at(-1);
      if (last === undefined || snapshot.seconds >= last.seconds * growth) kept.push(snapshot);
    },
  };
}

/** Score candidates by cosine against training images and as many held-out ones, as `scoreReconstruction` does.
 *
 * @param training  [m, d]
 * @param heldOut   [m, d]
 */
export function scoreSnapshot(
  { iteration, seconds, candidates }: ScoredSnapshot,
  training: HostTensor,
  heldOut: HostTensor,
): SnapshotScore {
  const inside = nearestNeighbors(cosineSimilarities(candidates.x, training), 'largest').value;
  const outside = nearestNeighbors(cosineSimilarities(candidates.x, heldOut), 'largest').value;
  const bar = Math.max(...outside);
  return {
    iteration,
    seconds: round(seconds),
    aboveHeldOutMax: inside.filter((cosine) => cosine > bar).length,
    above09: inside.filter((cosine) => cosine > 0.9).length,
    medianCosine: round(quantile(inside, 0.5)),
    heldOutMedian: round(quantile(outside, 0.5)),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}
