import { type Backend, makeRandom } from '@noprior/tensor';
import { deltaTrial, distanceTrial, nearSubspaceTrial, type TrialOutcome } from './random-trials.ts';

/** A lower bound on how far a point can be split. */
export type BoundName = 'near-subspace' | 'distance-almost-kkt' | 'delta-almost-kkt';

/** One trial of a bound. */
export interface BoundTrial extends TrialOutcome {
  /** From 0; trial k of a seed is the same for any number of trials. */
  readonly trial: number;
}

const trialOf = {
  'near-subspace': nearSubspaceTrial,
  'distance-almost-kkt': distanceTrial,
  'delta-almost-kkt': deltaTrial,
} as const;

/** One bound on random networks of two to four layers, with random data, labels and multipliers.
 *
 * The first layers are moved towards sum_i c_i y_i delta_i x_i^T by a random amount, over twelve orders of magnitude, so that exact and
 * far KKT points both occur. Near-subspace: the data are small along a random direction, by up to twelve orders. Distance: n < d, v
 * random in the complement. Delta: a random split of one point with a random delta, measured by a search over the margins of real points
 * inside the cell.
 *
 * @param seed    integer in [0, 2^53)
 * @param trials  how many, at least 1
 * @throws {DtypeError} if the backend does not offer float64
 * @example (await boundTrials(backend, 'near-subspace', { seed: 0, trials: 100 })).every((t) => t.predicted <= t.measured)
 */
export async function boundTrials(
  backend: Backend,
  bound: BoundName,
  { seed, trials }: { readonly seed: number; readonly trials: number },
): Promise<BoundTrial[]> {
  const results: BoundTrial[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const outcome = await trialOf[bound](backend, makeRandom(seed).fork(`${bound}/${trial}`));
    results.push({ trial, ...outcome });
  }
  return results;
}
