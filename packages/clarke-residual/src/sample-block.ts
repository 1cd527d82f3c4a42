import { chooseDerivatives } from './choose-derivatives.ts';
import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { minimiseFirstLayer } from './first-layer-block.ts';
import type { SampleScratch } from './sample-scratch.ts';

/** Minimise half the squared residual, plus prices, over all variables of one sample while the others stay: first over s
 * of each unit on a kink in the layers above the first, from the top, one after the other; then over lambda_i and all
 * mu_ij of the first layer together, exactly.
 *
 * With one hidden layer there is only the second part, every block is solved exactly, and going round the samples
 * converges to the minimum, since the blocks share no constraint.
 *
 * @param choose  whether s above the first layer is chosen anew
 * @returns       length of the move in the norm of the problem, the parameters' own
 */
export function minimiseSample(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  scratch: SampleScratch,
  choose = true,
): number {
  const { units } = system;
  for (const [layer, width] of units.entries()) {
    scratch.before[layer]!.set(state.weighted[layer]!.subarray(i * width, (i + 1) * width));
  }
  for (let layer = units.length - 2; choose && layer > 0; layer--) chooseDerivatives(system, state, i, layer, scratch);
  minimiseFirstLayer(system, state, i, scratch);
  let moved = 0;
  for (const [layer, width] of units.entries()) {
    const gram = system.grams[layer]!;
    moved += gram[i * system.count + i]! * spreadChange(state, system, i, layer, width, scratch.before[layer]!, gram);
  }
  return Math.sqrt(moved);
}

/** Let the change of a sample's derivatives act on the residuals of all other samples.
 *
 * @returns squared length of the change
 */
function spreadChange(
  { weighted, residuals }: ClarkeState,
  { count }: ClarkeSystem,
  i: number,
  layer: number,
  width: number,
  change: Float64Array,
  gram: Float64Array,
): number {
  const D = weighted[layer]!;
  const residual = residuals[layer]!;
  let length = 0;
  for (let j = 0; j < width; j++) {
    change[j] = D[i * width + j]! - change[j]!;
    length += change[j]! * change[j]!;
  }
  if (length === 0) return 0;
  for (let r = 0; r < count; r++) {
    if (r === i) continue;
    const k = gram[r * count + i]!;
    const at = r * width;
    for (let j = 0; j < width; j++) residual[at + j]! -= k * change[j]!;
  }
  return length;
}
