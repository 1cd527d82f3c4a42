import { chooseDerivatives } from './choose-derivatives.ts';
import type { ClarkeState } from './clarke-state.ts';
import type { ClarkeSystem } from './clarke-system.ts';
import { minimiseFirstLayer } from './first-layer-block.ts';
import { blockSize, type SampleScratch } from './sample-scratch.ts';

/** Minimise half the squared residual, plus prices, over the variables of one sample after the other while the rest stays:
 * first over s of each unit on a kink in the layers above the first, from the top, one after the other; then over lambda_i
 * and all mu_ij of the first layer together, exactly.
 *
 * With one hidden layer there is only the second part, every sample is solved exactly, and going round the samples
 * converges to the minimum, since they share no constraint.
 *
 * The samples are up to `blockSize` in a row. What they change acts on the others' residuals at the end, in one pass.
 *
 * @param first   of the samples
 * @param end     one past the last
 * @param choose  whether s above the first layer is chosen anew
 * @returns       length of the longest move in the norm of the problem, the parameters' own
 */
export function minimiseSamples(
  system: ClarkeSystem,
  state: ClarkeState,
  first: number,
  end: number,
  scratch: SampleScratch,
  choose = true,
): number {
  const { units, grams, count } = system;
  let longest = 0;
  for (let i = first; i < end; i++) {
    for (const [layer, width] of units.entries()) {
      const row = state.residuals[layer]!.subarray(i * width, (i + 1) * width);
      for (let p = first; p < i; p++) {
        subtract(row, grams[layer]![i * count + p]!, scratch.changes[layer]![p - first]!);
      }
      scratch.changes[layer]![i - first]!.set(state.weighted[layer]!.subarray(i * width, (i + 1) * width));
    }
    for (let layer = units.length - 2; choose && layer > 0; layer--)
      chooseDerivatives(system, state, i, layer, scratch);
    minimiseFirstLayer(system, state, i, scratch);
    let moved = 0;
    for (const [layer, width] of units.entries()) {
      const change = scratch.changes[layer]![i - first]!;
      moved += grams[layer]![i * count + i]! * toChange(state.weighted[layer]!, i * width, change);
    }
    longest = Math.max(longest, Math.sqrt(moved));
  }
  for (const [layer, width] of units.entries()) spread(system, state, layer, width, first, end, scratch);
  return longest;
}

/** From weighted derivatives as they were to what has changed since.
 *
 * @returns squared length of the change
 */
function toChange(D: Float64Array, start: number, change: Float64Array): number {
  let length = 0;
  for (let j = 0; j < change.length; j++) {
    const moved = D[start + j]! - change[j]!;
    change[j] = moved;
    length += moved * moved;
  }
  return length;
}

function subtract(row: Float64Array, factor: number, change: Float64Array): void {
  for (let j = 0; j < row.length; j++) row[j]! -= factor * change[j]!;
}

/** Let the changes of samples act on the residuals of those that have not seen them: all others, and samples of the block
 * that came before. */
function spread(
  { grams, count }: ClarkeSystem,
  { residuals }: ClarkeState,
  layer: number,
  width: number,
  first: number,
  end: number,
  { changes }: SampleScratch,
): void {
  const gram = grams[layer]!;
  const residual = residuals[layer]!;
  const change = changes[layer]!;
  for (let r = 0; r < count; r++) {
    const row = residual.subarray(r * width, (r + 1) * width);
    const k = gram.subarray(r * count + first, r * count + end);
    if (end - first === blockSize && (r < first || r >= end)) subtractFour(row, k, change);
    else
      for (let p = Math.max(first, r < end ? r + 1 : first); p < end; p++)
        subtract(row, k[p - first]!, change[p - first]!);
  }
}

/** The changes of four samples at once, in their order. */
function subtractFour(row: Float64Array, k: Float64Array, [a, b, c, d]: readonly Float64Array[]): void {
  const [p, q, r, s] = k as unknown as readonly [number, number, number, number];
  for (let j = 0; j < row.length; j++) {
    row[j] = row[j]! - p * a![j]! - q * b![j]! - r * c![j]! - s * d![j]!;
  }
}
