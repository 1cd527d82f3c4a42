import { active, type ClarkeSystem, inactive, onKink } from './clarke-system.ts';
import type { ResidualNumbers } from './direct-residual.ts';

/** A lower bound of the Clarke residual ||theta - sum lambda_i y_i g_i|| over all lambda >= 0 and all selections, from any
 * residual R; the better R is, the closer the bound.
 *
 * If a vector R has `<R, y_i g> <= 0` for every sample and every g of its subdifferential, no multipliers and selections
 * come closer to theta than `<theta, R> / ||R||`. The residual at hand breaks that by at most `V_i = max_g <R, y_i g>`;
 * since `<theta, y_i g> >= tau_i`, about L q_i, the vector `R - kappa theta` does not if `V_i <= kappa tau_i` for all i.
 *
 * With one hidden layer V_i and tau_i are exact, and the bound meets the residual at the minimum. With more, the maximum
 * over selections of products of derivatives is bounded layer by layer, and a gap may stay.
 *
 * @returns the bound, >= 0; 0 where no kappa will do, as for a sample on the wrong side that multipliers would help
 */
export function residualLowerBound(
  system: ClarkeSystem,
  { values, squared, alongTheta }: Omit<ResidualNumbers, 'byTensor'>,
): number {
  const { preActivations, parameterNormSquared } = system;
  const support = makeSupport(system);
  const negated = preActivations.map((z) => z.map((value) => -value));
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (let i = 0; i < system.count; i++) {
    const violation = support(i, values);
    const tau = -support(i, negated);
    if (tau > 0) least = Math.max(least, violation / tau);
    else if (violation > 0) return 0;
    else if (tau < 0) most = Math.min(most, violation / tau);
  }
  if (least > most) return 0;
  const length = Math.sqrt(squared - 2 * least * alongTheta + least * least * parameterNormSquared);
  const product = alongTheta - least * parameterNormSquared;
  // R itself is within reach, so rounding must not take the bound above it.
  return length > 0 && product > 0 ? Math.min(product / length, Math.sqrt(squared)) : 0;
}

/** A function that bounds `max over selections of sum_l <values_l, s_l o signal_l>` of one sample from above. */
function makeSupport(system: ClarkeSystem): (i: number, values: readonly Float64Array[]) => number {
  const { units, kinds, weights, labels } = system;
  const last = units.length - 1;
  const signals = units.map((width) => new Float64Array(width));
  // What one unit of positive, or negative, signal at a unit is worth at most, everything below it included.
  const positive = units.map((width) => new Float64Array(width));
  const negative = units.map((width) => new Float64Array(width));
  const worth = (layer: number, row: number, signal: number): number => {
    const width = units[layer - 1]!;
    const W = weights[layer]!;
    const up = positive[layer - 1]!;
    const down = negative[layer - 1]!;
    let total = 0;
    for (let j = 0; j < width; j++) {
      const change = signal * W[row * width + j]!;
      total += change > 0 ? change * up[j]! : -change * down[j]!;
    }
    return total;
  };
  return (i, values) => {
    const hasKinks = (layer: number): boolean =>
      kinds[layer]!.subarray(i * units[layer]!, (i + 1) * units[layer]!).includes(onKink);
    let highest = 0;
    for (let layer = 1; layer < last; layer++) if (hasKinks(layer)) highest = layer;
    for (let layer = 0; layer < highest; layer++) {
      for (let k = 0; k < units[layer]!; k++) {
        const at = i * units[layer]! + k;
        const kind = kinds[layer]![at]!;
        const value = values[layer]![at]!;
        let up = value + (kind !== inactive && layer > 0 ? worth(layer, k, 1) : 0);
        let down = -value + (kind !== inactive && layer > 0 ? worth(layer, k, -1) : 0);
        if (kind === onKink) {
          up = Math.max(0, up);
          down = Math.max(0, down);
        } else if (kind !== active) up = down = 0;
        positive[layer]![k] = up;
        negative[layer]![k] = down;
      }
    }
    let total = 0;
    signals[last]![0] = labels[i]!;
    for (let layer = last; layer >= 0; layer--) {
      const width = units[layer]!;
      if (layer > 0) signals[layer - 1]!.fill(0);
      for (let k = 0; k < width; k++) {
        const at = i * width + k;
        const signal = signals[layer]![k]!;
        const kind = kinds[layer]![at]!;
        if (signal === 0 || kind === inactive) continue;
        const value = values[layer]![at]! * signal;
        if (kind === onKink) {
          total += Math.max(0, value + (layer > 0 ? worth(layer, k, signal) : 0));
          continue;
        }
        total += value;
        if (layer === 0) continue;
        const below = units[layer - 1]!;
        const W = weights[layer]!;
        const into = signals[layer - 1]!;
        for (let j = 0; j < below; j++) into[j]! += signal * W[k * below + j]!;
      }
    }
    return total;
  };
}
