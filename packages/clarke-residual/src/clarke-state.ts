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
    return Float64Array.from(kind, (value, at) => {
      if (value !== onKink) return value === active ? 1 : 0;
      if (given !== undefined) return Math.min(1, Math.max(0, given[at]!));
      return z[at]! > 0 ? 1 : 0;
    });
  });
  const signals = signalsOf(system, chosen);
  const weighted = units.map((width, layer) => {
    const s = chosen[layer]!;
    const signal = signals[layer]!;
    return s.map((value, at) => (value === 0 ? 0 : lambda[Math.floor(at / width)]! * value * signal[at]!));
  });
  const products = chosen[0]!.map((value, at) => value * lambda[Math.floor(at / units[0]!)]!);
  const kinkCost = price?.weight ?? 0;
  const residuals = units.map((width, layer) => {
    const kind = kinds[layer]!;
    const residual = preActivations[layer]!.map((z, at) => (kind[at] === onKink ? (1 - kinkCost) * z : z));
    for (let i = 0; i < count; i++) subtractProduct(residual, system.grams[layer]!, weighted[layer]!, i, count, width);
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

/** residual[r, :] -= K[r, i] row[i, :] for all r. */
function subtractProduct(
  residual: Float64Array,
  gram: Float64Array,
  rows: Float64Array,
  i: number,
  count: number,
  width: number,
): void {
  for (let r = 0; r < count; r++) {
    const k = gram[r * count + i]!;
    for (let j = 0; j < width; j++) residual[r * width + j]! -= k * rows[i * width + j]!;
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

/** row += sum of factors times rows, in their order; four of them share what is loaded of the row. */
function addRows(row: Float64Array, rows: readonly Float64Array[], factors: Float64Array): void {
  let at = 0;
  for (; at + 4 <= rows.length; at += 4) {
    const [a, b, c, d] = [rows[at]!, rows[at + 1]!, rows[at + 2]!, rows[at + 3]!];
    const [p, q, r, s] = [factors[at]!, factors[at + 1]!, factors[at + 2]!, factors[at + 3]!];
    for (let j = 0; j < row.length; j++) row[j] = row[j]! + p * a[j]! + q * b[j]! + r * c[j]! + s * d[j]!;
  }
  for (; at < rows.length; at++) {
    const [other, factor] = [rows[at]!, factors[at]!];
    for (let j = 0; j < row.length; j++) row[j]! += factor * other[j]!;
  }
}
