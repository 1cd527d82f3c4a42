import type { SnapshotScore } from './steps/score-snapshots-kind.ts';

/** What two runs are compared by. */
export type Quality = 'medianCosine' | 'found';

/** Comparison of an attack with a reference. */
export interface EqualQuality {
  /** The best that the reference reached. */
  readonly target: number;
  /** When it was first there. */
  readonly reference: { readonly seconds: number; readonly iteration: number };
  /** Whether the best count of the reference, in any snapshot, would be remarkable for candidates that know nothing. */
  readonly referenceGotAnywhere: boolean;
  /** When the attack was first as good; null if it never was. */
  readonly seconds: number | null;
}

/** Least count above the held-out maximum that is no chance: if training and held-out images are alike to the candidates, k of
 * the training images are above as many held-out ones with probability below 2^-k, here 0.8 %.
 */
export const leastCount = 7;

/** When an attack is first as good as a reference at its best.
 *
 * The reference's time is that at which it first had its best value, not the length of its run. An attack whose first snapshot is
 * that good counts with the seconds of that snapshot.
 *
 * @returns undefined if one of them has no snapshot
 * @example timeToEqual(reference, attack, 'medianCosine')?.seconds
 */
export function timeToEqual(
  reference: readonly SnapshotScore[],
  attack: readonly SnapshotScore[],
  quality: Quality,
): EqualQuality | undefined {
  if (reference.length === 0 || attack.length === 0) return undefined;
  const best = reference.reduce((most, point) => (point[quality] > most[quality] ? point : most));
  const equal = attack.find((point) => point[quality] >= best[quality]);
  return {
    target: best[quality],
    reference: { seconds: best.seconds, iteration: best.iteration },
    referenceGotAnywhere: reference.some(({ found }) => found >= leastCount),
    seconds: equal?.seconds ?? null,
  };
}
