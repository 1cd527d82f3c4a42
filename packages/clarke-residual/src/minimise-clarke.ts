import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { descendOnFace } from './face-descent.ts';
import type { GramProducts } from './gram-products.ts';
import { minimiseSamples } from './sample-block.ts';
import { blockSize, makeSampleScratch } from './sample-scratch.ts';
import { minimiseUnits } from './unit-step.ts';

/** How long to minimise. */
export interface MinimiseOptions {
  /** At most so many cycles: rounds over the samples, then steps on faces. */
  readonly cycles: number;
  /** Rounds in a cycle; the first one chooses derivatives above the first layer, too. */
  readonly rounds: number;
  /** At most so many faces in a cycle; between them, mu finds out anew which bounds hold. */
  readonly faces: number;
  /** End once no block moves by more than this fraction of ||theta|| in a first round. */
  readonly tolerance: number;
  /** Called after each cycle; returns whether to go on. */
  readonly onCycle?: (moved: number) => boolean;
}

/** Rounds end once they move by no more than this fraction of the first one's move. */
const choiceFraction = 0.1;

/** Another face is tried while one lowers the loss by more than this fraction of what the best one did. */
const faceFraction = 0.1;

/** Minimise the squared Clarke residual, plus prices, over multipliers and selections, from the state that is given.
 *
 * @returns length of the longest move of a block in the first round of the last cycle, relative to ||theta||
 */
export async function minimiseClarke(
  system: ClarkeSystem,
  state: ClarkeState,
  products: GramProducts,
  { cycles, rounds, faces, tolerance, onCycle }: MinimiseOptions,
): Promise<number> {
  const scratch = makeSampleScratch(system);
  // With all parameters 0 nothing moves.
  const norm = Math.sqrt(system.parameterNormSquared) || 1;
  let moved = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    moved = 0;
    for (let round = 0; round < rounds; round++) {
      let longest = 0;
      for (let i = 0; i < system.count; i += blockSize) {
        const end = Math.min(i + blockSize, system.count);
        longest = Math.max(longest, minimiseSamples(system, state, i, end, scratch, round === 0) / norm);
      }
      if (round === 0) moved = longest;
      // As exactly as the next choice of derivatives asks for.
      if (longest <= Math.max(tolerance, choiceFraction * moved)) break;
    }
    if (onCycle?.(moved) === false || moved <= tolerance) break;
    let most = 0;
    for (let face = 0; face < faces; face++) {
      const fall = await descendOnFace(system, state, products, scratch.negligible);
      most = Math.max(most, fall);
      if (fall <= faceFraction * most && (face > 0 || fall === 0)) break;
      if (face + 1 < faces) await minimiseUnits(system, state, products, scratch.negligible);
    }
  }
  return moved;
}
