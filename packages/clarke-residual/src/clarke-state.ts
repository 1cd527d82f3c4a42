import { addRows } from './add-rows.ts';
import { active, type ClarkeSystem, onKink } from './clarke-system.ts';

/** A point of the Clarke problem: multipliers and a selection s of derivatives, with what follows from them.
 *
 * `signal_l` is the derivative of y_i Phi(x_i) by the outputs of the units of layer l (1 times y_i at the output layer),
 * `signal_{l-1} = (s_l o signal_l) W_l`; so `s_l o signal_l` is the one by their pre-activations.
 *
 * For the first layer the products `mu_ij = lambda_i s_ij` are the variables, in which the problem is convex.
 */
export interface ClarkeState {
  /** [n] multipliers, >= 0 */
  readonly lambda: Float64Array;
  /** s_l [n, units] of every layer above the first; index 0 is empty. */
  readonly selections: readonly Float64Array[];
  /** mu [n, units] of the first layer. */
  readonly products: Float64Array;
  /** signal_l [n, units] of every layer. */
  readonly signals: readonly Float64Array[];
  /** D_l = lambda_i s_l o signal_l [n, units] of every layer. */
  readonly weighted: readonly Float64Array[];
  /** z_l - K_l D_l [n, units] of every layer: the inner products of the residual's rows with the layer's inputs, less
   * `kinkCost z` at units on a kink. */
  readonly residuals: readonly Float64Array[];
  /** [n] cost of one unit of lambda, for problems with a price on slackness; zeros for the residual alone. */
  readonly costs: Float64Array;
  /** Price of z at units on a kink. */
  readonly kinkCost: number;
}

/** Where to start from: multipliers, and s of every hidden layer. */
export interface ClarkeStart {
  readonly lambda: Float64Array;
  /** [n, units] for every hidden layer; used at kinks alone. */
  readonly selections: readonly Float64Array[];
}

/** A price on slackness: adds `weight sum_i lambda_i (q_i - p)` to half the squared residual. With weight 1 the minimiser
 * is the step of sequential quadratic programming on the max-margin problem. */
export interface SlacknessPrice {
  readonly weight: number;
  /** Margin of the problem. */
  readonly p: number;
}

/** The state at given multipliers and selections.
 *
 * @param start  default: lambda 0 and the hard derivative
 */
export function makeClarkeState(system: ClarkeSystem, start?: ClarkeStart, price?: SlacknessPrice): ClarkeState {
  const { count, units, kinds, preActivations } = system;
  const last = units.length - 1;
  const lambda = start === undefined ? new Float64Array(count) : Float64Array.from(start.lambda);
  const chosen = kinds.map((kind, layer) => {
    const given = layer < last ? start?.selections[layer] : undefined;
    const z = preActivations[layer]!;
    const s = new Float64Array(kind.length);
    for (let at = 0; at < s.length; at++) {
      if (kind[at] !== onKink) s[at] = kind[at] === active ? 1 : 0;
      else if (given !== undefined) s[at] = Math.min(1, Math.max(0, given[at]!));
      else s[at] = z[at]! > 0 ? 1 : 0;
    }
    return s;
  });
  const signals = signalsOf(system, chosen);
  const products = perSample(chosen[0]!, lambda);
  const weighted = chosen.map((s, layer) => {
    const D = layer === 0 ? products.slice() : perSample(s, lambda);
    const signal = signals[layer]!;
    for (let at = 0; at < D.length; at++) D[at]! *= signal[at]!;
    return D;
  });
  const kinkCost = price?.weight ?? 0;
  const residuals = units.map((width, layer) => {
    const kind = kinds[layer]!;
    const residual = preActivations[layer]!.slice();
    if (kinkCost !== 0)
      for (let at = 0; at < residual.length; at++) if (kind[at] === onKink) residual[at]! *= 1 - kinkCost;
    subtractProduct(residual, system.grams[layer]!, weighted[layer]!, count, width);
    return residual;
  });
  const costs = new Float64Array(count);
  if (price !== undefined) {
    const hard = signalsOf(system, hardSelections(system));
    for (let i = 0; i < count; i++) costs[i] = price.weight * (marginWithoutKinks(system, hard, i) - price.p);
  }
  const selections = chosen.map((s, layer) => (layer === 0 ? new Float64Array(0) : s));
  return { lambda, selections, products, signals, weighted, residuals, costs, kinkCost };
}

/** s of the first layer, from mu and lambda; where lambda is 0 the hard derivative. */
export function firstSelections(system: ClarkeSystem, { lambda, products }: ClarkeState): Float64Array {
  const width = system.units[0]!;
  const kind = system.kinds[0]!;
  return products.map((mu, at) => {
    if (kind[at] !== onKink) return kind[at] === active ? 1 : 0;
    const l = lambda[Math.floor(at / width)]!;
    if (l > 0) return Math.min(1, mu / l);
    return system.preActivations[0]![at]! > 0 ? 1 : 0;
  });
}

/** [n, units], each row times a number of its own. */
function perSample(rows: Float64Array, factors: Float64Array): Float64Array {
  const width = rows.length / factors.length;
  const result = new Float64Array(rows.length);
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!;
    for (let at = i * width; at < (i + 1) * width; at++) result[at] = rows[at]! * factor;
  }
  return result;
}

/** residual -= K rows. */
function subtractProduct(
  residual: Float64Array,
  gram: Float64Array,
  rows: Float64Array,
  count: number,
  width: number,
): void {
  const all = Array.from({ length: count }, (_, i) => rows.subarray(i * width, (i + 1) * width));
  for (let r = 0; r < count; r++) {
    const factors = gram.subarray(r * count, (r + 1) * count).map((k) => -k);
    addRows(residual.subarray(r * width, (r + 1) * width), all, factors);
  }
}

/** s of every layer with the hard derivative, 1 where z > 0. */
function hardSelections({ preActivations, units }: ClarkeSystem): Float64Array[] {
  return preActivations.map((z, layer) => z.map((value) => (layer === units.length - 1 || value > 0 ? 1 : 0)));
}

/** The signals of every layer under a selection for every layer. */
function signalsOf(system: ClarkeSystem, selections: readonly Float64Array[]): Float64Array[] {
  const last = system.units.length - 1;
  const signals: Float64Array[] = [];
  signals[last] = Float64Array.from(system.labels);
  for (let layer = last; layer > 0; layer--) {
    signals[layer - 1] = propagate(system, layer, selections[layer]!, signals[layer]!);
  }
  return signals;
}

/** Rows of W_l that act on all samples before the next: they stay in the cache. */
const rowsTogether = 32;

/** (s o signal) W_l: the signals of the layer below. */
function propagate(system: ClarkeSystem, layer: number, s: Float64Array, signal: Float64Array): Float64Array {
  const { count, units, weights } = system;
  const width = units[layer]!;
  const below = units[layer - 1]!;
  const W = weights[layer]!;
  const rows = Array.from({ length: width }, (_, k) => W.subarray(k * below, (k + 1) * below));
  const result = new Float64Array(count * below);
  const chosen: Float64Array[] = [];
  const factors = new Float64Array(rowsTogether);
  for (let first = 0; first < width; first += rowsTogether) {
    const end = Math.min(first + rowsTogether, width);
    for (let i = 0; i < count; i++) {
      chosen.length = 0;
      for (let k = first; k < end; k++) {
        const delta = s[i * width + k]! * signal[i * width + k]!;
        if (delta === 0) continue;
        factors[chosen.length] = delta;
        chosen.push(rows[k]!);
      }
      addRows(result.subarray(i * below, (i + 1) * below), chosen, factors);
    }
  }
  return result;
}

/** q_i less the contributions of active units on a kink, to first order, so that with the hard derivative the price of a
 * multiplier is exactly that of the margin.
 *
 * @param signals  with the hard derivative */
function marginWithoutKinks(system: ClarkeSystem, signals: readonly Float64Array[], i: number): number {
  const { units, kinds, labels, preActivations } = system;
  const last = units.length - 1;
  let margin = labels[i]! * preActivations[last]![i]!;
  for (let layer = 0; layer < last; layer++) {
    const width = units[layer]!;
    for (let at = i * width; at < (i + 1) * width; at++) {
      const z = preActivations[layer]![at]!;
      if (kinds[layer]![at] === onKink && z > 0) margin -= signals[layer]![at]! * z;
    }
  }
  return margin;
}
