import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';
import type { SampleScratch } from './sample-scratch.ts';

/** Minimise over lambda_i and mu_ij in [0, lambda_i] exactly. For given lambda every mu is its free minimiser beta_j, cut
 * off at the bounds, so what is left is one increasing, concave, piecewise linear equation,
 * `A lambda - b + sum_j w_j min(0, lambda - beta_j) = 0`; Newton's method from 0 climbs it in finitely many steps. */
export function minimiseFirstLayer(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  { free, negligible }: SampleScratch,
): void {
  const { units, kinds, grams, count } = system;
  const { lambda, products, selections, signals, weighted, residuals, costs } = state;
  const width = units[0]!;
  const first = i * width;
  const kind = kinds[0]!;
  const signal = signals[0]!;
  const D = weighted[0]!;
  const residual = residuals[0]!;
  const k = grams[0]![i * count + i]!;
  let A = 0;
  let b = -costs[i]!;
  let kinkLength = 0;
  for (let layer = 1; layer < units.length; layer++) {
    let length = 0;
    const wide = units[layer]!;
    for (let at = i * wide; at < (i + 1) * wide; at++) {
      const delta = derivative(system, selections, signals, layer, at);
      length += delta * delta;
      b += delta * residuals[layer]![at]!;
    }
    A += grams[layer]![i * count + i]! * length;
  }
  b += A * lambda[i]!;
  for (let j = 0; j < width; j++) {
    const at = first + j;
    free[j] = 0;
    const a = signal[at]!;
    if (kind[at] === inactive || a === 0) continue;
    const without = residual[at]! + k * D[at]!;
    if (kind[at] === active) {
      A += k * a * a;
      b += a * without;
    } else if (k * a * a > negligible[i]!) {
      free[j] = without / (k * a);
      kinkLength += k * a * a;
    }
  }
  let next = lambda[i]!;
  if (A + kinkLength > negligible[i]!) next = solve(A, b, k, free, signal, first, next);
  // Derivatives above the first layer have cancelled: what is left is rounding, and lambda could be anything.
  else if (costs[i]! >= 0) next = 0;
  for (let layer = 1; layer < units.length; layer++) {
    const wide = units[layer]!;
    const gram = grams[layer]![i * count + i]!;
    for (let at = i * wide; at < (i + 1) * wide; at++) {
      const value = next * derivative(system, selections, signals, layer, at);
      residuals[layer]![at]! -= gram * (value - weighted[layer]![at]!);
      weighted[layer]![at] = value;
    }
  }
  lambda[i] = next;
  for (let j = 0; j < width; j++) {
    const at = first + j;
    let mu = kind[at] === active ? next : 0;
    if (kind[at] === onKink) mu = Math.min(next, Math.max(0, free[j]!));
    products[at] = mu;
    const value = mu * signal[at]!;
    residual[at]! -= k * (value - D[at]!);
    D[at] = value;
  }
}

function derivative(
  { kinds }: ClarkeSystem,
  selections: readonly Float64Array[],
  signals: readonly Float64Array[],
  layer: number,
  at: number,
): number {
  if (kinds[layer]![at] === inactive) return 0;
  const signal = signals[layer]![at]!;
  return kinds[layer]![at] === active ? signal : selections[layer]![at]! * signal;
}

/** Root of A lambda - b + sum over beta > 0 of k a^2 min(0, lambda - beta), not below 0. Where it is negative for all lambda,
 * as a price can make it for a sample without gradient, lambda stays what it is.
 *
 * @param current  lambda as it is */
function solve(
  A: number,
  b: number,
  k: number,
  beta: Float64Array,
  signal: Float64Array,
  first: number,
  current: number,
): number {
  let lambda = 0;
  for (;;) {
    let slope = A;
    let right = b;
    for (let j = 0; j < beta.length; j++) {
      if (beta[j]! <= lambda) continue;
      const a = signal[first + j]!;
      const w = k * a * a;
      slope += w;
      right += w * beta[j]!;
    }
    if (!(slope > 0)) return right > 0 ? Math.max(lambda, current) : lambda;
    const next = right / slope;
    if (!(next > lambda)) return lambda;
    lambda = next;
  }
}
