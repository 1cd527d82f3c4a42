import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive } from './clarke-system.ts';
import type { Direction } from './direction.ts';

/** What each mu may do while the bounds that hold are kept. */
const fixed = 0;
const free = 1;
const tied = 2;

/** [n, units] for mu: {@link fixed} at 0 (or lambda is 0), {@link free} between its bounds, {@link tied} to lambda. */
export function faceOf({ units, kinds, count }: ClarkeSystem, { lambda, products }: ClarkeState): Uint8Array {
  const width = units[0]!;
  const face = new Uint8Array(count * width);
  for (let at = 0; at < face.length; at++) {
    const l = lambda[Math.floor(at / width)]!;
    if (l <= 0 || kinds[0]![at] === inactive) continue;
    if (kinds[0]![at] === active || products[at]! >= l) face[at] = tied;
    else if (products[at]! > 0) face[at] = free;
  }
  return face;
}

/** Derivative by the variables of a face of `-sum_l <residual_l, D_l> + costs . lambda`. */
export function gradientOn(
  { units, kinds, count }: ClarkeSystem,
  { lambda, signals, selections }: ClarkeState,
  residuals: readonly Float64Array[],
  costs: Float64Array,
  face: Uint8Array,
): Direction {
  const byLambda = new Float64Array(count);
  const products = new Float64Array(face.length);
  const width = units[0]!;
  for (let i = 0; i < count; i++) {
    if (lambda[i]! <= 0) continue;
    let total = costs[i]!;
    for (let at = i * width; at < (i + 1) * width; at++) {
      if (face[at] === fixed) continue;
      const part = -signals[0]![at]! * residuals[0]![at]!;
      if (face[at] === tied) total += part;
      else products[at] = part;
    }
    for (let layer = 1; layer < units.length; layer++) {
      const wide = units[layer]!;
      for (let at = i * wide; at < (i + 1) * wide; at++) {
        const kind = kinds[layer]![at]!;
        if (kind === inactive) continue;
        const s = kind === active ? 1 : selections[layer]![at]!;
        total -= s * signals[layer]![at]! * residuals[layer]![at]!;
      }
    }
    byLambda[i] = total;
  }
  return { lambda: byLambda, products };
}

/** Inverse of the diagonal of the problem. */
export function preconditioner(
  { units, kinds, grams, count }: ClarkeSystem,
  { signals, selections }: ClarkeState,
  face: Uint8Array,
): Direction {
  const byLambda = new Float64Array(count);
  const products = new Float64Array(face.length);
  const inverse = (value: number): number => (value > 0 ? 1 / value : 0);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (const [layer, width] of units.entries()) {
      const k = grams[layer]![i * count + i]!;
      for (let at = i * width; at < (i + 1) * width; at++) {
        const signal = signals[layer]![at]!;
        if (layer === 0) {
          if (face[at] === tied) total += k * signal * signal;
          else if (face[at] === free) products[at] = inverse(k * signal * signal);
        } else if (kinds[layer]![at] !== inactive) {
          const delta = (kinds[layer]![at] === active ? 1 : selections[layer]![at]!) * signal;
          total += k * delta * delta;
        }
      }
    }
    byLambda[i] = inverse(total);
  }
  return { lambda: byLambda, products };
}

/** D_l of every layer for a direction on a face. */
export function derivativesAlong(
  system: ClarkeSystem,
  state: ClarkeState,
  direction: Direction,
  face: Uint8Array,
): Float64Array[] {
  const products = direction.products.map((value, at) => {
    if (face[at] === tied) return direction.lambda[Math.floor(at / system.units[0]!)]!;
    return face[at] === free ? value : 0;
  });
  return weightedAt(system, state, direction.lambda, products);
}

/** D_l of every layer at lambda and mu, which are those of active units too. */
export function weightedAt(
  { units, kinds }: ClarkeSystem,
  { signals, selections }: ClarkeState,
  lambda: Float64Array,
  products: Float64Array,
): Float64Array[] {
  return units.map((width, layer) =>
    signals[layer]!.map((signal, at) => {
      if (layer === 0) return products[at]! * signal;
      const kind = kinds[layer]![at]!;
      if (kind === inactive) return 0;
      return lambda[Math.floor(at / width)]! * (kind === active ? 1 : selections[layer]![at]!) * signal;
    }),
  );
}
