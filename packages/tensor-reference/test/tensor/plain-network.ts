import type { Values } from './finite-differences.ts';

/** Matrix product of row-major rows with the transpose of W [m, d]. */
function timesTransposed(rows: readonly number[][], w: ArrayLike<number>, units: number): number[][] {
  return rows.map((row) =>
    Array.from({ length: units }, (_, unit) =>
      row.reduce((total, value, axis) => total + value * w[unit * row.length + axis]!, 0),
    ),
  );
}

function rowsOf(values: Values, name: string): number[][] {
  const { data, shape } = values[name]!;
  const [rows, columns] = shape as readonly [number, number];
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}

/** z_l of the hidden layers, each a list of samples; `activate` gives h_l from z_l. */
function hiddenLayers(
  values: Values,
  layers: number,
  activate: (z: number, layer: number, sample: number, unit: number) => number,
): { z: number[][][]; h: number[][][] } {
  const h = [rowsOf(values, 'x')];
  const z: number[][][] = [];
  for (let layer = 1; layer < layers; layer++) {
    const { data, shape } = values[`w${layer}`]!;
    const products = timesTransposed(h[layer - 1]!, data, shape[0]!);
    const before =
      layer === 1 ? products.map((row) => row.map((value, unit) => value + values.bias!.data[unit]!)) : products;
    z.push(before);
    h.push(before.map((row, sample) => row.map((value, unit) => activate(value, layer, sample, unit))));
  }
  return { z, h };
}

/** Every pre-activation of a hard ReLU network, in one list. */
export function plainPreActivations(values: Values, layers: number): number[] {
  return hiddenLayers(values, layers, (z) => Math.max(z, 0)).z.flat(2);
}

/** || theta - (1/n) sum_i lambda_i y_i g_i ||^2 by plain loops, where g_i is the gradient of Phi back-propagated with
 * sigmoid(alpha z) in place of the derivative of ReLU.
 *
 * The forward ReLU is replaced by its tangent at `base`, relu(z0) + sigmoid(alpha z0) (z - z0): the same value at the
 * base point, and the slope that the surrogate prescribes there.
 *
 * @param values  x [n, d], y [n], lambda [n], bias [m_1], w1 .. wL
 * @param base    the point where the tangents are taken
 */
export function plainStationarity(values: Values, base: Values, layers: number, alpha: number): number {
  const logistic = (z: number): number => 1 / (1 + Math.exp(-alpha * z));
  const { z: z0 } = hiddenLayers(base, layers, (z) => Math.max(z, 0));
  const { z, h } = hiddenLayers(values, layers, (value, layer, sample, unit) => {
    const at = z0[layer - 1]![sample]![unit]!;
    return Math.max(at, 0) + logistic(at) * (value - at);
  });
  const samples = values.x!.shape[0]!;
  let total = 0;
  let delta = Array.from({ length: samples }, (_, i) => [(values.lambda!.data[i]! * values.y!.data[i]!) / samples]);
  for (let layer = layers; layer >= 1; layer--) {
    const { data, shape } = values[`w${layer}`]!;
    const [units, inputs] = shape as readonly [number, number];
    for (let unit = 0; unit < units; unit++) {
      for (let axis = 0; axis < inputs; axis++) {
        let combined = 0;
        for (let i = 0; i < samples; i++) combined += delta[i]![unit]! * h[layer - 1]![i]![axis]!;
        total += (data[unit * inputs + axis]! - combined) ** 2;
      }
      if (layer === 1) {
        let combined = 0;
        for (let i = 0; i < samples; i++) combined += delta[i]![unit]!;
        total += (values.bias!.data[unit]! - combined) ** 2;
      }
    }
    if (layer === 1) break;
    delta = delta.map((row, i) =>
      Array.from({ length: inputs }, (_, axis) => {
        const back = row.reduce((sum, value, unit) => sum + value * data[unit * inputs + axis]!, 0);
        return back * logistic(z[layer - 2]![i]![axis]!);
      }),
    );
  }
  return total;
}
