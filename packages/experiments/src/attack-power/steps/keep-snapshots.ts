import type { AttackSnapshot } from '@noprior/reconstruction-attack';
import type { HostTensor } from '@noprior/tensor';

/** Points of a run at one time. */
export interface KeptSnapshot {
  readonly iteration: number;
  readonly seconds: number;
  /** [k, d] */
  readonly x: HostTensor;
}

/** Keeps snapshots at growing distances, so that a long run leaves few and a short one enough.
 *
 * @param growth  a snapshot is kept once its seconds are this times those of the one before
 */
export function keepSnapshots(growth: number): {
  readonly take: (snapshot: AttackSnapshot) => void;
  readonly kept: readonly KeptSnapshot[];
} {
  const kept: KeptSnapshot[] = [];
  return {
    kept,
    take: ({ iteration, seconds, candidates }) => {
      const last = kept.at(-1);
      if (last === undefined || seconds >= last.seconds * growth) kept.push({ iteration, seconds, x: candidates.x });
    },
  };
}
