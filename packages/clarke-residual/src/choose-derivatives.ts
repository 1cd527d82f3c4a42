import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';
import type { SampleScratch } from './sample-scratch.ts';

/** Minimise over s of one unit on a kink after the other, in one layer above the first. */
export function chooseDerivatives(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  layer: number,
  scratch: SampleScratch,
): void {
  const width = system.units[layer]!;
  const lambda = state.lambda[i]!;
  const kind = system.kinds[layer]!;
  let isReady = false;
  for (let k = 0; k < width; k++) {
    const at = i * width + k;
    if (kind[at] !== onKink || state.signals[layer]![at] === 0) continue;
    if (!isReady) readSlopes(system, state, i, layer, scratch);
    isReady = true;
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

/** s of every unit at sample i in the layers below one, into the scratch; nothing there moves them. In the first layer they
 * are mu / lambda; where lambda is 0 they are unused. */
function readSlopes(
  { units, kinds }: ClarkeSystem,
  { lambda, products, selections }: ClarkeState,
  i: number,
  layer: number,
  { slopes }: SampleScratch,
): void {
  const l = lambda[i]!;
  for (let below = 0; below < layer; below++) {
    const width = units[below]!;
    const kind = kinds[below]!;
    const slope = slopes[below]!;
    for (let j = 0; j < width; j++) {
      const at = i * width + j;
      if (kind[at] !== onKink) slope[j] = kind[at] === active ? 1 : 0;
      else if (below > 0) slope[j] = selections[below]![at]!;
      else slope[j] = l > 0 ? products[at]! / l : 0;
    }
  }
}

/** What a change is worth: `gain` its product with the residuals, `curvature` its squared length, at lambda = 1. */
interface Worth {
  readonly gain: number;
  readonly curvature: number;
}

/** What one unit of s at unit k of a layer is worth at sample i. Changes of signals are left in the scratch. */
function probe(
  system: ClarkeSystem,
  state: ClarkeState,
  i: number,
  layer: number,
  k: number,
  { signalChange, slopes }: SampleScratch,
): Worth {
  const { units, weights, grams, count } = system;
  const signal = state.signals[layer]![i * units[layer]! + k]!;
  let gain = state.residuals[layer]![i * units[layer]! + k]! * signal;
  let curvature = grams[layer]![i * count + i]! * signal * signal;
  for (let below = layer - 1; below >= 0; below--) {
    const width = units[below]!;
    const change = signalChange[below]!;
    const W = weights[below + 1]!;
    if (below === layer - 1) {
      for (let j = 0; j < width; j++) change[j] = signal * W[k * width + j]!;
    } else {
      propagate(signalChange[below + 1]!, slopes[below + 1]!, W, change);
    }
    const isFree = below === 0 && state.lambda[i] === 0;
    const worth = isFree
      ? bestWorth(system, state, i, change)
      : worthOf(change, slopes[below]!, state.residuals[below]!, i);
    gain += worth.gain;
    curvature += grams[below]![i * count + i]! * worth.curvature;
  }
  return { gain, curvature };
}

/** (s o change) W, into `result`. */
function propagate(change: Float64Array, slope: Float64Array, W: Float64Array, result: Float64Array): void {
  const width = result.length;
  result.fill(0);
  for (let u = 0; u < change.length; u++) {
    const delta = slope[u]! * change[u]!;
    if (delta === 0) continue;
    for (let j = 0; j < width; j++) result[j]! += delta * W[u * width + j]!;
  }
}

/** Two sums for even, two for odd units, so that they do not wait for one another. */
function worthOf(change: Float64Array, slope: Float64Array, residuals: Float64Array, i: number): Worth {
  const width = change.length;
  const start = i * width;
  let [gain, otherGain, length, otherLength] = [0, 0, 0, 0];
  let j = 0;
  for (; j + 1 < width; j += 2) {
    const a = slope[j]! * change[j]!;
    const b = slope[j + 1]! * change[j + 1]!;
    gain += a * residuals[start + j]!;
    otherGain += b * residuals[start + j + 1]!;
    length += a * a;
    otherLength += b * b;
  }
  if (j < width) {
    const a = slope[j]! * change[j]!;
    gain += a * residuals[start + j]!;
    length += a * a;
  }
  return { gain: gain + otherGain, curvature: length + otherLength };
}

/** The same in the first layer where lambda is 0: each unit on a kink takes the s that would be best after the change. */
function bestWorth(
  { kinds }: ClarkeSystem,
  { residuals, signals }: ClarkeState,
  i: number,
  change: Float64Array,
): Worth {
  const width = change.length;
  const [kind, residual, signal] = [kinds[0]!, residuals[0]!, signals[0]!];
  let [gain, curvature] = [0, 0];
  for (let j = 0; j < width; j++) {
    const at = i * width + j;
    if (kind[at] === inactive) continue;
    const moved = change[j]!;
    if (kind[at] === onKink && !(residual[at]! * (signal[at]! + moved) > 0)) continue;
    gain += residual[at]! * moved;
    curvature += moved * moved;
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
  { signalChange, slopes }: SampleScratch,
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
    const [moved, slope] = [signalChange[below]!, slopes[below]!];
    const [signal, D, residual] = [state.signals[below]!, state.weighted[below]!, state.residuals[below]!];
    for (let j = 0; j < width; j++) {
      const at = i * width + j;
      signal[at]! += step * moved[j]!;
      const move = scaled * (slope[j]! * moved[j]!);
      D[at]! += move;
      residual[at]! -= gram * move;
    }
  }
}
