import type { ClarkeState } from './clarke-state.ts';
import { active, type ClarkeSystem, onKink } from './clarke-system.ts';
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
