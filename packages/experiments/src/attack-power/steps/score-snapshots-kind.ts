import { loadArrays } from '@noprior/array-files';
import { cosineSimilarities, nearestNeighbors, quantile } from '@noprior/metrics';
import { FormatError, type HostTensor } from '@noprior/tensor';
import type { StepKind } from '../../engine/step-kind.ts';
import { snapshotFile } from '../../steps/keep-snapshots.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { inputOf } from '../../steps/step-files.ts';

/** Quality of the points at one time of a run. */
export type SnapshotScore = {
  readonly iteration: number;
  readonly seconds: number;
  /** Training images whose best cosine is above that of every held-out image. */
  readonly found: number;
  readonly above09: number;
  /** Median over the training images of the best cosine. */
  readonly medianCosine: number;
  readonly heldOutMedianCosine: number;
};

/** What `score-snapshots` finds. */
export type ScoreSnapshotsValues = { readonly images: number; readonly snapshots: readonly SnapshotScore[] };

/** `score-snapshots`: reads `data` and `attack`, which kept points on the way. */
export const scoreSnapshotsKind: StepKind<Record<never, never>, ScoreSnapshotsValues> = {
  name: 'score-snapshots',
  version: 1,
  async run(_, context) {
    const { training, heldOut } = await loadStepData(context);
    const path = inputOf(context, 'attack').path(snapshotFile);
    const { iteration, seconds, ...points } = (await loadArrays(path)).arrays;
    if (iteration === undefined || seconds === undefined) {
      throw new FormatError(`score-snapshots: ${path} has no iteration or no seconds; run the attack with snapshots`);
    }
    const snapshots = Array.from(iteration.data, (count, index): SnapshotScore => {
      const x = points[`x${index}`];
      if (x === undefined) throw new FormatError(`score-snapshots: ${path} has no array x${index}`);
      return { iteration: count, seconds: seconds.data[index]!, ...scoreSnapshot(x, training.x, heldOut.x) };
    });
    return { images: training.x.shape[0]!, snapshots };
  },
};

/** Score points by cosine against training images and as many held-out ones.
 *
 * @param x         [k, d]
 * @param training  [m, d]
 * @param heldOut   [m, d]
 */
export function scoreSnapshot(
  x: HostTensor,
  training: HostTensor,
  heldOut: HostTensor,
): Omit<SnapshotScore, 'iteration' | 'seconds'> {
  const inside = nearestNeighbors(cosineSimilarities(x, training), 'largest').value;
  const outside = nearestNeighbors(cosineSimilarities(x, heldOut), 'largest').value;
  const bar = Math.max(...outside);
  return {
    found: inside.filter((cosine) => cosine > bar).length,
    above09: inside.filter((cosine) => cosine > 0.9).length,
    medianCosine: quantile(inside, 0.5),
    heldOutMedianCosine: quantile(outside, 0.5),
  };
}
