import { nonnegativeLeastSquares } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Points with labels. */
export interface Points {
  readonly x: HostTensor;
  readonly y: HostTensor;
}

/** One sample on a network, by plain loops: inputs and pre-activations of every layer. */
export interface PlainSample {
  readonly h: number[][];
  readonly z: number[][];
}

export function plainSample(network: ReluNetwork, { x }: Points, i: number): PlainSample {
  const d = x.shape[1]!;
  const h: number[][] = [[...x.data.subarray(i * d, (i + 1) * d)]];
  const z: number[][] = [];
  network.layers.forEach(({ weight, bias }, layer) => {
    const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
    z.push(
      Array.from({ length: units }, (_, unit) => {
        let total = bias?.data[unit] ?? 0;
        for (let k = 0; k < inputs; k++) total += weight.data[unit * inputs + k]! * h[layer]![k]!;
        return total;
      }),
    );
    h.push(z[layer]!.map((value) => Math.max(0, value)));
  });
  return { h, z };
}

/** Places [layer, unit] where |z| <= tolerance ||(w, b)|| ||(h, 1)||. */
export function plainKinks(network: ReluNetwork, { h, z }: PlainSample, tolerance: number): [number, number][] {
  const found: [number, number][] = [];
  for (let layer = 0; layer < network.layers.length - 1; layer++) {
    const { weight, bias } = network.layers[layer]!;
    const inputs = weight.shape[1]!;
    const input = Math.hypot(...h[layer]!, ...(bias === undefined ? [] : [1]));
    z[layer]!.forEach((value, unit) => {
      const row = [...weight.data.subarray(unit * inputs, (unit + 1) * inputs)];
      if (bias !== undefined) row.push(bias.data[unit]!);
      if (Math.abs(value) <= tolerance * Math.hypot(...row) * input) found.push([layer, unit]);
    });
  }
  return found;
}

/** Derivative of a sample's ReLUs, 1 where z > 0, for every hidden layer. */
export function hardSelection({ z }: PlainSample): number[][] {
  return z.slice(0, -1).map((layer) => layer.map((value) => (value > 0 ? 1 : 0)));
}

/** theta as one vector: weight and bias of each layer, from the input to the output. */
export function plainParameters(network: ReluNetwork): number[] {
  return network.layers.flatMap(({ weight, bias }) => [...weight.data, ...(bias?.data ?? [])]);
}

/** y grad Phi of a sample as one vector, ReLUs differentiated by `s`. */
export function plainGenerator(
  network: ReluNetwork,
  { h }: PlainSample,
  label: number,
  s: readonly (readonly number[])[],
): number[] {
  const parts: number[][] = [];
  let delta = [label];
  for (let layer = network.layers.length - 1; layer >= 0; layer--) {
    const { weight, bias } = network.layers[layer]!;
    const inputs = weight.shape[1]!;
    parts[layer] = [
      ...delta.flatMap((value) => h[layer]!.map((input) => value * input)),
      ...(bias === undefined ? [] : delta),
    ];
    if (layer === 0) break;
    const below = delta;
    delta = Array.from({ length: inputs }, (_, j) => {
      const back = below.reduce((total, value, unit) => total + value * weight.data[unit * inputs + j]!, 0);
      return s[layer - 1]![j]! * back;
    });
  }
  return parts.flat();
}

/** ||theta - sum_i lambda_i y_i g_i|| for given derivatives of every sample. */
export function plainResidual(
  network: ReluNetwork,
  points: Points,
  lambda: ArrayLike<number>,
  selection: (i: number, sample: PlainSample) => readonly (readonly number[])[],
): number {
  const left = plainParameters(network);
  for (let i = 0; i < points.x.shape[0]!; i++) {
    const sample = plainSample(network, points, i);
    const g = plainGenerator(network, sample, points.y.data[i]!, selection(i, sample));
    for (let k = 0; k < left.length; k++) left[k]! -= lambda[i]! * g[k]!;
  }
  return Math.hypot(...left);
}

/** Minimum of `1/2 ||theta - sum_i lambda_i y_i g_i||^2 + weight sum_i lambda_i (m_i - p)` for one hidden layer over lambda and
 * derivatives at kinks, m_i being the margin with these derivatives: every generator is written out, one for each choice
 * of 0 and 1 at the kinks of a sample, and non-negative least squares finds their combination.
 *
 * @returns the minimum, the largest violation of its conditions of optimality, and the smallest product of theta with a
 *   generator, by which a multiple of theta makes any vector dual feasible if it is positive */
export function bruteForce(
  network: ReluNetwork,
  points: Points,
  tolerance: number,
  price: { readonly weight: number; readonly p: number } = { weight: 0, p: 0 },
): { minimum: number; violation: number; smallestProduct: number } {
  const theta = plainParameters(network);
  const atoms: number[][] = [];
  const costs: number[] = [];
  for (let i = 0; i < points.x.shape[0]!; i++) {
    const sample = plainSample(network, points, i);
    const kinks = plainKinks(network, sample, tolerance);
    const label = points.y.data[i]!;
    const out = network.layers.at(-1)!.weight.data;
    for (let vertex = 0; vertex < 2 ** kinks.length; vertex++) {
      const s = hardSelection(sample);
      let margin = label * sample.z.at(-1)![0]!;
      kinks.forEach(([layer, unit], bit) => {
        const before = s[layer]![unit]!;
        s[layer]![unit] = (vertex >> bit) & 1;
        margin += label * out[unit]! * (s[layer]![unit]! - before) * sample.z[layer]![unit]!;
      });
      atoms.push(plainGenerator(network, sample, label, s));
      costs.push(price.weight * (margin - price.p));
    }
  }
  const dot = (a: number[], b: number[]): number => a.reduce((total, value, k) => total + value * b[k]!, 0);
  const count = atoms.length;
  const gram = makeHostTensor(Float64Array.from(atoms.flatMap((a) => atoms.map((b) => dot(a, b)))), [count, count]);
  const target = makeHostTensor(Float64Array.from(atoms.map((a, k) => dot(a, theta) - costs[k]!)), [count]);
  const { value, projectedGradient } = nonnegativeLeastSquares(gram, target);
  const smallestProduct = Math.min(
    ...atoms.map((atom) => atom.reduce((total, value, k) => total + value * theta[k]!, 0)),
  );
  return { minimum: (dot(theta, theta) + value) / 2, violation: projectedGradient, smallestProduct };
}
