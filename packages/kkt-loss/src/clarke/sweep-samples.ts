import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { makeSampleScratch, minimiseSample } from './sample-block.ts';

/** Go round the samples, minimising over the variables of one after the other.
 *
 * @param sweeps     at most so many rounds
 * @param tolerance  end once no block moves by more than this fraction of ||theta||
 * @returns          length of the longest move of the last round, relative to ||theta||
 */
export function sweepSamples(
  system: ClarkeSystem,
  state: ClarkeState,
  { sweeps, tolerance = 0 }: { readonly sweeps: number; readonly tolerance?: number },
): number {
  const scratch = makeSampleScratch(system);
  const norm = Math.sqrt(system.parameterNormSquared);
  let longest = 0;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    longest = 0;
    for (let i = 0; i < system.count; i++) {
      longest = Math.max(longest, minimiseSample(system, state, i, scratch) / norm);
    }
    if (longest <= tolerance) break;
  }
  return longest;
}
