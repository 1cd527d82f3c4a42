import { type Backend, DomainError, makeRandom } from '@noprior/tensor';
import { deltaTrial, distanceTrial, nearSubspaceTrial } from './internal/trials.ts';

/** Which bound a trial is about. */
export type BoundName = 'near-subspace' | 'distance-almost-kkt' | 'delta-almost-kkt';

/** Options of {@link boundTrials}. */
export interface BoundTrialsOptions {
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** Trials of each bound. */
  readonly trials: number;
  /** Default all of them. */
  readonly bounds?: readonly BoundName[];
}

/** A bound beside what was measured. */
export interface BoundTrial {
  readonly bound: BoundName;
  /** From 0; trial k of a seed is the same for any number of trials. */
  readonly trial: number;
  /** Hidden layers of the network. */
  readonly depth: number;
  /** What the theorem promises: a radius, or for delta the largest split that passes. */
  readonly predicted: number;
  /** What was found: the radius of the ratio test, or the largest split that the network's own margins let pass. */
  readonly measured: number;
}

/** Bounds on random networks of two to four layers, with random data, labels and multipliers, so that the tightness of the
 * theorems can be seen: pairs (predicted, measured), one for each bound and trial.
 *
 * The first layers are pulled towards sum_i c_i y_i delta_i x_i^T by a random amount, over twelve orders of magnitude, so
 * that both exact and far KKT points occur. Near-subspace: the data are small along a random direction, by up to twelve
 * orders. Distance: n < d, v random in the complement. Delta: a random split of one point with a random delta; measured by
 * a search over the margins of real points, inside the cell.
 *
 * @throws {DomainError} unless trials is a positive integer, the seed is an integer from 0, and the bounds are known
 * @throws {DtypeError} if the backend does not offer float64
 * @example (await boundTrials(openReference(), { seed: 0, trials: 1000 })).every((t) => t.predicted <= t.measured)
 */
export async function boundTrials(backend: Backend, options: BoundTrialsOptions): Promise<BoundTrial[]> {
  const { seed, trials, bounds = ['near-subspace', 'distance-almost-kkt', 'delta-almost-kkt'] } = options;
  if (!Number.isInteger(trials) || trials < 1) {
    throw new DomainError(`boundTrials: trials must be a positive integer, got ${trials}`);
  }
  const results: BoundTrial[] = [];
  for (const bound of bounds) {
    const run = {
      'near-subspace': nearSubspaceTrial,
      'distance-almost-kkt': distanceTrial,
      'delta-almost-kkt': deltaTrial,
    }[bound];
    if (run === undefined) {
      throw new DomainError(
        `boundTrials: bounds must be near-subspace, distance-almost-kkt or delta-almost-kkt, got ${JSON.stringify(bound)}`,
      );
    }
    for (let trial = 0; trial < trials; trial++) {
      const outcome = await run(backend, makeRandom(seed).fork(`${bound}/${trial}`));
      results.push({ bound, trial, ...outcome });
    }
  }
  return results;
}
