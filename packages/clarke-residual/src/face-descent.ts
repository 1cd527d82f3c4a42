import { dot } from '@noprior/linear-algebra';
import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';
import { type Direction, faceOf } from './face.ts';
import { faceStep } from './face-step.ts';
import type { GramProducts } from './gram-products.ts';

/** Minimise over lambda and mu with all bounds that hold now kept, exactly; then go as far along the whole way as the loss
 * falls, cut off at the bounds. Selections above the first layer stay.
 *
 * It supplements {@link minimiseSamples}: blocks find out which bounds hold, one step does the rest once they are known.
 *
 * @param negligible  [n] squared length of a generator that is 0 up to rounding
 * @returns           by how much the loss fell, >= 0
 */
export async function descendOnFace(
  system: ClarkeSystem,
  state: ClarkeState,
  grams: GramProducts,
  negligible: Float64Array,
): Promise<number> {
  const way = await faceStep(system, state, grams, faceOf(system, state, negligible));
  for (let length = 1; length > 1e-3; length /= 4) {
    const fall = await tryMove(system, state, grams, way, length);
    if (fall > 0) return fall;
  }
  return 0;
}

/** Go a part of a way, cut off at the bounds, if the loss falls by it.
 *
 * @returns by how much it fell, or 0 */
async function tryMove(
  system: ClarkeSystem,
  state: ClarkeState,
  grams: GramProducts,
  way: Direction,
  length: number,
): Promise<number> {
  const { count, units, kinds } = system;
  const width = units[0]!;
  const lambda = state.lambda.map((value, i) => Math.max(0, value + length * way.lambda[i]!));
  const products = new Float64Array(state.products.length);
  for (let i = 0; i < count; i++) {
    const [l, before] = [lambda[i]!, state.lambda[i]!];
    for (let at = i * width; at < (i + 1) * width; at++) {
      const kind = kinds[0]![at];
      if (kind === inactive) continue;
      const value = state.products[at]!;
      // What is tied to lambda moves with it.
      if (kind === active || (value >= before && value > 0)) products[at] = l;
      else products[at] = Math.min(l, Math.max(0, value + length * way.products[at]!));
    }
  }
  const change = changeTo(system, state, lambda, products);
  const image = await grams.multiply(change);
  let difference = 0;
  for (let layer = 0; layer < units.length; layer++) {
    difference += dot(change[layer]!, image[layer]!) / 2 - dot(change[layer]!, state.residuals[layer]!);
  }
  for (let i = 0; i < count; i++) difference += state.costs[i]! * (lambda[i]! - state.lambda[i]!);
  if (!(difference < 0)) return 0;
  state.lambda.set(lambda);
  state.products.set(products);
  applyChange(state, change, image);
  return -difference;
}

/** What D_l of every layer changes by on the way to lambda and mu. */
function changeTo(
  { count, units, kinds }: ClarkeSystem,
  { signals, selections, weighted }: ClarkeState,
  lambda: Float64Array,
  products: Float64Array,
): Float64Array[] {
  return units.map((width, layer) => {
    const [kind, signal, s, D] = [kinds[layer]!, signals[layer]!, selections[layer]!, weighted[layer]!];
    const change = new Float64Array(D.length);
    for (let i = 0; i < count; i++) {
      const l = lambda[i]!;
      for (let at = i * width; at < (i + 1) * width; at++) {
        let factor = 0;
        if (layer === 0) factor = products[at]!;
        else if (kind[at] === active) factor = l;
        else if (kind[at] === onKink) factor = l * s[at]!;
        change[at] = factor * signal[at]! - D[at]!;
      }
    }
    return change;
  });
}

/** Let changes of D, and their products with K, act on a state. */
export function applyChange(
  { weighted, residuals }: ClarkeState,
  change: readonly Float64Array[],
  image: readonly Float64Array[],
): void {
  for (const [layer, D] of weighted.entries()) {
    const [residual, moved, product] = [residuals[layer]!, change[layer]!, image[layer]!];
    for (let at = 0; at < D.length; at++) {
      D[at]! += moved[at]!;
      residual[at]! -= product[at]!;
    }
  }
}
