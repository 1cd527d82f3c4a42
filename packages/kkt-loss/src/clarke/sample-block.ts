import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';

/** Memory for {@link minimiseSample}, made once for a system. */
export interface SampleScratch {
  /** Weighted derivatives of the sample before the step, by layer. */
  readonly before: readonly Float64Array[];
  /** Changes of signals and of derivatives for one unit of s, by layer. */
  readonly signalChange: readonly Float64Array[];
  readonly deltaChange: readonly Float64Array[];
  /** Where mu of each unit would be without its bounds. */
  readonly free: Float64Array;
  /** [n] squared length of a generator that is 0 up to rounding. */
  readonly negligible: Float64Array;
}

/** A generator is 0 up to rounding below this fraction of the squared length that the norms of the weights allow for. */
const negligibleFraction = 1e-24;

export function makeSampleScratch({ units, weights, grams, count }: ClarkeSystem): SampleScratch {
  const rows = (): Float64Array[] => units.map((width) => new Float64Array(width));
  const negligible = new Float64Array(count);
  let signal = 1;
  for (let layer = units.length - 1; layer >= 0; layer--) {
    for (let i = 0; i < count; i++) negligible[i]! += negligibleFraction * signal * grams[layer]![i * count + i]!;
    signal *= weights[layer]!.reduce((total, value) => total + value * value, 0);
  }
  return { before: rows(), signalChange: rows(), deltaChange: rows(), free: new Float64Array(units[0]!), negligible };
}

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

/** Minimise over s of one unit on a kink after the other, in one layer above the first. */
function chooseDerivatives(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  layer: number,
  scratch: SampleScratch,
): void {
  const width = system.units[layer]!;
  const lambda = state.lambda[i]!;
  for (let k = 0; k < width; k++) {
    const at = i * width + k;
    if (system.kinds[layer]![at] !== onKink || state.signals[layer]![at] === 0) continue;
    const { gain, curvature } = probe(system, state, i, layer, k, scratch);
    const s = state.selections[layer]![at]!;
    let next = gain > 0 ? 1 : 0;
    if (lambda > 0) {
      if (curvature <= 0) continue;
      next = Math.min(1, Math.max(0, s + gain / (lambda * curvature)));
    }
    if (next !== s) moveDerivative(system, state, i, layer, k, next - s, scratch);
  }
}

/** Change of every derivative of sample i for one unit of s at unit k of a layer, into the scratch; and what it is worth:
 * `gain` its product with the residuals, `curvature` its squared length, at lambda = 1. */
function probe(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  layer: number,
  k: number,
  { signalChange, deltaChange }: SampleScratch,
): { gain: number; curvature: number } {
  const { units, kinds, weights, grams, count } = system;
  const lambda = state.lambda[i]!;
  const signal = state.signals[layer]![i * units[layer]! + k]!;
  let gain = state.residuals[layer]![i * units[layer]! + k]! * signal;
  let curvature = grams[layer]![i * count + i]! * signal * signal;
  for (let below = layer - 1; below >= 0; below--) {
    const width = units[below]!;
    const above = units[below + 1]!;
    const W = weights[below + 1]!;
    const change = signalChange[below]!;
    if (below === layer - 1) {
      for (let j = 0; j < width; j++) change[j] = signal * W[k * width + j]!;
    } else {
      change.fill(0);
      const delta = deltaChange[below + 1]!;
      for (let u = 0; u < above; u++) {
        if (delta[u] === 0) continue;
        for (let j = 0; j < width; j++) change[j]! += delta[u]! * W[u * width + j]!;
      }
    }
    const kind = kinds[below]!;
    const residual = state.residuals[below]!;
    const delta = deltaChange[below]!;
    let length = 0;
    for (let j = 0; j < width; j++) {
      const at = i * width + j;
      let s = kind[at] === active ? 1 : 0;
      if (kind[at] === onKink) {
        if (below > 0) s = state.selections[below]![at]!;
        else if (lambda > 0) s = state.products[at]! / lambda;
        else s = residual[at]! * (state.signals[0]![at]! + change[j]!) > 0 ? 1 : 0;
      }
      delta[j] = s * change[j]!;
      gain += residual[at]! * delta[j]!;
      length += delta[j]! * delta[j]!;
    }
    curvature += grams[below]![i * count + i]! * length;
  }
  return { gain, curvature };
}

/** Take the step that {@link probe} has prepared. */
function moveDerivative(
  { units, grams, count }: ClarkeSystem,
  state: ClarkeState,
  i: number,
  layer: number,
  k: number,
  step: number,
  { signalChange, deltaChange }: SampleScratch,
): void {
  const top = i * units[layer]! + k;
  const scaled = step * state.lambda[i]!;
  const change = scaled * state.signals[layer]![top]!;
  state.selections[layer]![top]! += step;
  state.weighted[layer]![top]! += change;
  state.residuals[layer]![top]! -= grams[layer]![i * count + i]! * change;
  for (let below = layer - 1; below >= 0; below--) {
    const width = units[below]!;
    const gram = grams[below]![i * count + i]!;
    for (let j = 0; j < width; j++) {
      const at = i * width + j;
      state.signals[below]![at]! += step * signalChange[below]![j]!;
      const move = scaled * deltaChange[below]![j]!;
      state.weighted[below]![at]! += move;
      state.residuals[below]![at]! -= gram * move;
    }
  }
}

/** Minimise over lambda_i and mu_ij in [0, lambda_i] exactly. For given lambda every mu is its free minimiser beta_j, cut
 * off at the bounds, so what is left is one increasing, concave, piecewise linear equation,
 * `A lambda - b + sum_j w_j min(0, lambda - beta_j) = 0`; Newton's method from 0 climbs it in finitely many steps. */
function minimiseFirstLayer(
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
