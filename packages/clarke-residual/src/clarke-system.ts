import { constantLayers, forward, type LayerTensors, type ReluNetwork } from '@noprior/relu-models';
import {
  add,
  type Backend,
  evaluate,
  type HostTensor,
  matmul,
  simplify,
  square,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';

/** How a unit may be differentiated at a sample: 0 inactive, 1 active, 2 on the kink, where every s in [0, 1] may be
 * chosen. */
export const inactive = 0;
export const active = 1;
export const onKink = 2;

/** What the Clarke residual of a data set depends on, without any array of the size of the parameters: per layer l,
 * inputs h and pre-activations z of the n samples enter by `z` and by the inner products of the inputs alone.
 *
 * `L_stationary = ||theta||^2 - 2 sum_l <D_l, z_l> + sum_l <D_l, K_l D_l>` with `D_l` the derivatives of
 * `sum_i lambda_i y_i Phi(x_i)` by the pre-activations of layer l. All arrays are row-major, samples in rows.
 */
export interface ClarkeSystem {
  /** n */
  readonly count: number;
  /** Units of every layer, the output's 1 last. */
  readonly units: readonly number[];
  /** [n] labels */
  readonly labels: Float64Array;
  /** z_l [n, units] for every layer; the last is the logits. */
  readonly preActivations: readonly Float64Array[];
  /** K_l [n, n], inner products of the inputs of layer l, 1 more where it has a bias. */
  readonly grams: readonly Float64Array[];
  /** W_l [units, units below] for l >= 1; the first is empty. */
  readonly weights: readonly Float64Array[];
  /** [n, units] for every layer: {@link inactive}, {@link active} or {@link onKink}; the output is active. */
  readonly kinds: readonly Uint8Array[];
  /** ||theta||^2 */
  readonly parameterNormSquared: number;
}

/** The symbolic part of a {@link ClarkeSystem}: outputs `z.l` [n, units], `gram.l` [n, n], `rows.l` [units] (squared norm
 * of every row, bias included) for every layer. */
export function clarkeQuantities(layers: readonly LayerTensors[], x: Tensor): Record<string, Tensor> {
  const { preActivations, activations } = forward(layers, x);
  const outputs: Record<string, Tensor> = {};
  layers.forEach(({ weight, bias }, index) => {
    const h = activations[index]!;
    const gram = matmul(h, h, { transposeB: true });
    const rows = sum(square(weight), { axes: 1 });
    outputs[`z.${index}`] = preActivations[index]!;
    outputs[`gram.${index}`] = bias === undefined ? gram : add(gram, 1);
    outputs[`rows.${index}`] = bias === undefined ? rows : add(rows, square(bias));
  });
  return outputs;
}

/** A {@link ClarkeSystem} from the numbers of {@link clarkeQuantities}.
 *
 * A pair of sample and hidden unit is on the kink where `|z| <= tolerance ||(w, b)|| ||(h, 1)||`, the cosine between the
 * unit's row and its input; the 1 and b where the layer has a bias. A unit with no weights at all is on the kink.
 *
 * @param quantities  outputs of {@link clarkeQuantities}, read
 * @param weights     W_l of every layer, row-major; that of the first may be empty
 * @param labels      [n]
 */
export function toClarkeSystem(
  quantities: Readonly<Record<string, HostTensor>>,
  weights: readonly Float64Array[],
  labels: Float64Array,
  tolerance: number,
): ClarkeSystem {
  const count = labels.length;
  const array = (name: string): Float64Array => new Float64Array(quantities[name]!.data);
  const preActivations = weights.map((_, layer) => array(`z.${layer}`));
  const grams = weights.map((_, layer) => array(`gram.${layer}`));
  const rows = weights.map((_, layer) => array(`rows.${layer}`));
  const kinds = preActivations.map((z, layer) => {
    if (layer === weights.length - 1) return new Uint8Array(count).fill(active);
    const rowNorms = rows[layer]!.map(Math.sqrt);
    const units = rowNorms.length;
    const kind = new Uint8Array(z.length);
    for (let i = 0; i < count; i++) {
      const inputNorm = Math.sqrt(grams[layer]![i * count + i]!);
      for (let j = 0; j < units; j++) {
        const value = z[i * units + j]!;
        const isNear = Math.abs(value) <= tolerance * rowNorms[j]! * inputNorm;
        if (isNear) kind[i * units + j] = onKink;
        else kind[i * units + j] = value > 0 ? active : inactive;
      }
    }
    return kind;
  });
  return {
    count,
    units: rows.map(({ length }) => length),
    labels,
    preActivations,
    grams,
    weights: weights.map((weight, layer) => (layer === 0 ? new Float64Array(0) : weight)),
    kinds,
    parameterNormSquared: rows.reduce((total, row) => row.reduce((a, b) => a + b, total), 0),
  };
}

/** Compute the {@link ClarkeSystem} of points on a network, in float64. */
export async function makeClarkeSystem(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
  tolerance: number,
): Promise<ClarkeSystem> {
  const dtype = 'float64';
  const graph = trace({ x: { shape: x.shape, dtype } }, (inputs) =>
    clarkeQuantities(constantLayers(network, dtype), inputs.x!),
  );
  const read = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype) });
  const weights = network.layers.map(({ weight }, layer) => Float64Array.from(layer === 0 ? [] : weight.data));
  return toClarkeSystem(read, weights, Float64Array.from(y.data), tolerance);
}
