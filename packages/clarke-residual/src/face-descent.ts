import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, onKink } from './clarke-system.ts';
import { addTo, type Direction, inner, innerAll, negated, times } from './direction.ts';
import { derivativesAlong, faceOf, gradientOn, preconditioner, weightedAt } from './face.ts';
import type { GramProducts } from './gram-products.ts';

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
