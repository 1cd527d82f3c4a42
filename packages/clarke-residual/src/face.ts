import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive } from './clarke-system.ts';

/** Variables of the convex problem in lambda and mu, or a direction in it. */
export interface Direction {
  /** [n] */
  readonly lambda: Float64Array;
  /** [n, units of the first layer] */
  readonly products: Float64Array;
}

/** What each mu may do while the bounds that hold are kept. */
export const fixed = 0;
export const free = 1;
export const tied = 2;

/** [n, units] for mu: {@link fixed} at 0 (or lambda is 0, or its generator is), {@link free} between its bounds, {@link tied}
 * to lambda.
 *
 * @param negligible  [n] squared length of a generator that is 0 up to rounding
 */
export function faceOf(
  { units, kinds, grams, count }: ClarkeSystem,
  { lambda, products, signals }: ClarkeState,
  negligible: Float64Array,
): Uint8Array {
  const width = units[0]!;
  const kind = kinds[0]!;
  const face = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) {
    const l = lambda[i]!;
    if (l <= 0) continue;
    const k = grams[0]![i * count + i]!;
    for (let at = i * width; at < (i + 1) * width; at++) {
      if (kind[at] === inactive) continue;
      if (kind[at] === active || products[at]! >= l) face[at] = tied;
      else if (products[at]! > 0 && k * signals[0]![at]! ** 2 > negligible[i]!) face[at] = free;
    }
  }
  return face;
}

/** Derivative by a pre-activation per unit of lambda, where mu of the first layer is tied to it. */
export function derivativeAt(
  { kinds }: ClarkeSystem,
  { signals, selections }: ClarkeState,
  face: Uint8Array,
  layer: number,
  at: number,
): number {
  if (layer === 0) return face[at] === tied ? signals[0]![at]! : 0;
  const kind = kinds[layer]![at]!;
  if (kind === inactive) return 0;
  return kind === active ? signals[layer]![at]! : selections[layer]![at]! * signals[layer]![at]!;
}

/** [n] derivative of half the squared residual, plus prices, by lambda with the mu that are tied to it; 0 where lambda is 0. */
export function gradientOn(system: ClarkeSystem, state: ClarkeState, face: Uint8Array): Float64Array {
  const { units, count } = system;
  const gradient = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (state.lambda[i]! <= 0) continue;
    let total = state.costs[i]!;
    for (const [layer, width] of units.entries()) {
      const residual = state.residuals[layer]!;
      for (let at = i * width; at < (i + 1) * width; at++) {
        total -= derivativeAt(system, state, face, layer, at) * residual[at]!;
      }
    }
    gradient[i] = total;
  }
  return gradient;
}
