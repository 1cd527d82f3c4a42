import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';
import type { GramProducts } from './gram-products.ts';

/** Variables of the convex problem in lambda and mu, or a direction in it. */
interface Direction {
  /** [n] */
  readonly lambda: Float64Array;
  /** [n, units of the first layer] */
  readonly products: Float64Array;
}

/** Minimise over lambda and mu with all bounds that hold now kept, by conjugate gradients; then go as far along the whole
 * way as the loss falls, cut off at the bounds. Selections above the first layer stay.
 *
 * It supplements {@link minimiseSample}: blocks find out which bounds hold, conjugate gradients are fast once they are known.
 *
 * @param iterations  of conjugate gradients, at most
 * @returns           the fraction of the way that was gone, 0 if the loss did not fall; less than 1 where bounds were in the
 *   way, and another face may do better
 * @see More and Toraldo 1991, SIAM J. Optim. 1(1), on gradient projection with conjugate gradients
 */
export async function descendOnFace(
  system: ClarkeSystem,
  state: ClarkeState,
  grams: GramProducts,
  iterations: number,
): Promise<number> {
  const face = faceOf(system, state);
  const gradient = gradientOn(system, state, state.residuals, state.costs, face);
  const scale = preconditioner(system, state, face);
  const total: Direction = { lambda: new Float64Array(system.count), products: new Float64Array(face.length) };
  const residual: Direction = { lambda: negated(gradient.lambda), products: negated(gradient.products) };
  let scaled = times(scale, residual);
  let direction: Direction = { lambda: scaled.lambda.slice(), products: scaled.products.slice() };
  let rho = inner(residual, scaled);
  // Both are squared lengths; below, there is nothing but rounding.
  const least = Math.max(1e-24 * rho, roundingFraction * roundingFraction * system.parameterNormSquared);
  const none = new Float64Array(system.count);
  for (let iteration = 0; iteration < iterations && rho > least; iteration++) {
    const D = derivativesAlong(system, state, direction, face);
    const KD = await grams.multiply(D);
    const curvature = innerAll(D, KD);
    // Generators that depend on one another leave directions without curvature: no step along them, however long.
    if (!(curvature > roundingFraction * squaredLength(direction, scale))) break;
    const length = rho / curvature;
    addTo(total, direction, length);
    const image = gradientOn(system, state, KD.map(negated), none, face);
    addTo(residual, image, -length);
    scaled = times(scale, residual);
    const next = inner(residual, scaled);
    const beta = next / rho;
    rho = next;
    direction = {
      lambda: scaled.lambda.map((value, at) => value + beta * direction.lambda[at]!),
      products: scaled.products.map((value, at) => value + beta * direction.products[at]!),
    };
  }
  for (let length = 1; length > 1e-3; length /= 4) {
    if (await tryMove(system, state, grams, total, length)) return length;
  }
  return 0;
}

/** What rounding leaves of 0, relatively. */
const roundingFraction = 1e-14;

/** Squared length of a direction in the norm of the preconditioner. */
function squaredLength(direction: Direction, scale: Direction): number {
  const part = (values: Float64Array, inverse: Float64Array): number =>
    values.reduce((total, value, at) => (inverse[at]! > 0 ? total + (value * value) / inverse[at]! : total), 0);
  return part(direction.lambda, scale.lambda) + part(direction.products, scale.products);
}

/** What each mu may do while the bounds that hold are kept. */
const fixed = 0;
const free = 1;
const tied = 2;

/** [n, units] for mu: {@link fixed} at 0 (or lambda is 0), {@link free} between its bounds, {@link tied} to lambda. */
function faceOf({ units, kinds, count }: ClarkeSystem, { lambda, products }: ClarkeState): Uint8Array {
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
function gradientOn(
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
function preconditioner(
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
function derivativesAlong(
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
function weightedAt(
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

/** Go a part of a way, cut off at the bounds, if the loss falls by it. */
async function tryMove(
  system: ClarkeSystem,
  state: ClarkeState,
  grams: GramProducts,
  way: Direction,
  length: number,
): Promise<boolean> {
  const { units, kinds } = system;
  const width = units[0]!;
  const lambda = state.lambda.map((value, i) => Math.max(0, value + length * way.lambda[i]!));
  const products = state.products.map((value, at) => {
    const i = Math.floor(at / width);
    const kind = kinds[0]![at]!;
    if (kind !== onKink) return kind === active ? lambda[i]! : 0;
    // What is tied to lambda moves with it.
    const moved = value >= state.lambda[i]! && value > 0 ? lambda[i]! : value + length * way.products[at]!;
    return Math.min(lambda[i]!, Math.max(0, moved));
  });
  const D = weightedAt(system, state, lambda, products);
  const change = D.map((values, layer) => values.map((value, at) => value - state.weighted[layer]![at]!));
  const image = await grams.multiply(change);
  let difference = innerAll(change, image) / 2 - innerAll(change, state.residuals);
  for (let i = 0; i < lambda.length; i++) difference += state.costs[i]! * (lambda[i]! - state.lambda[i]!);
  if (!(difference < 0)) return false;
  state.lambda.set(lambda);
  state.products.set(products);
  D.forEach((values, layer) => {
    state.weighted[layer]!.set(values);
    const residual = state.residuals[layer]!;
    for (let at = 0; at < residual.length; at++) residual[at]! -= image[layer]![at]!;
  });
  return true;
}

function negated(values: Float64Array): Float64Array {
  return values.map((value) => -value);
}

function times(a: Direction, b: Direction): Direction {
  return {
    lambda: a.lambda.map((value, at) => value * b.lambda[at]!),
    products: a.products.map((value, at) => value * b.products[at]!),
  };
}

function addTo(a: Direction, b: Direction, factor: number): void {
  for (let at = 0; at < a.lambda.length; at++) a.lambda[at]! += factor * b.lambda[at]!;
  for (let at = 0; at < a.products.length; at++) a.products[at]! += factor * b.products[at]!;
}

function inner(a: Direction, b: Direction): number {
  return dot(a.lambda, b.lambda) + dot(a.products, b.products);
}

function innerAll(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  return a.reduce((total, values, layer) => total + dot(values, b[layer]!), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += a[at]! * b[at]!;
  return total;
}
