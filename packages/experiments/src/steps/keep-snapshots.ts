import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import type { AttackSnapshot } from '@noprior/reconstruction-attack';
import type { HostTensor } from '@noprior/tensor';

/** File of the points on the way: `x0`, `x1`, ... [k, d], with `iteration` and `seconds` [number of snapshots]. */
export const snapshotFile = 'snapshots.npz';

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

/** Write the points on the way, and those of the end unless they are among them.
 *
 * @param folder  of the step
 */
export async function saveSnapshots(folder: string, kept: readonly KeptSnapshot[], end: KeptSnapshot): Promise<void> {
  const snapshots = kept.at(-1)?.iteration === end.iteration ? kept : [...kept, end];
  const numbers = (read: (snapshot: KeptSnapshot) => number) => ({
    dtype: 'float64' as const,
    shape: [snapshots.length],
    data: Float64Array.from(snapshots, read),
  });
  await saveNpz(join(folder, snapshotFile), {
    iteration: numbers(({ iteration }) => iteration),
    seconds: numbers(({ seconds }) => seconds),
    ...Object.fromEntries(snapshots.map(({ x }, index) => [`x${index}`, x])),
  });
}
