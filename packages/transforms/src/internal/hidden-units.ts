import { norm } from '@noprior/linear-algebra';
import { forward, inputLayers, parameterSpecs, parameters, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, evaluate, type HostTensor, type Tensor, trace } from '@noprior/tensor';

/** Points as the hidden units see them. */
export interface HiddenUnits {
  /** z of every hidden layer, [n, units] */
  readonly preActivations: readonly HostTensor[];
  /** [n] Phi(x_i) */
  readonly logits: HostTensor;
}

/** Pre-activations of all hidden layers in float64.
 *
 * @param network  in float64
 */
export async function hiddenUnits(backend: Backend, network: ReluNetwork, x: HostTensor): Promise<HiddenUnits> {
  const specs = { ...parameterSpecs(network), x: { shape: x.shape, dtype: x.dtype } };
  const graph = trace(specs, (inputs) => {
    const pass = forward(inputLayers(network, inputs), inputs.x!);
    const outputs: Record<string, Tensor> = { logits: pass.logits };
    pass.preActivations.slice(0, -1).forEach((z, index) => {
      outputs[`z.${index}`] = z;
    });
    return outputs;
  });
  const read = await evaluate(backend, graph, { ...parameters(network), x });
  return {
    preActivations: network.layers.slice(0, -1).map((_, index) => read[`z.${index}`]!),
    logits: read.logits!,
  };
}

/** Norms that pre-activations and slopes are measured against. */
export interface UnitScales {
  /** ||w_j|| of every layer, the last one included */
  readonly rowNorms: readonly Float64Array[];
  /** ||(w_j, b_j)||; the same as `rowNorms` where a layer has no bias */
  readonly rowNormsWithBias: readonly Float64Array[];
  readonly hasBias: readonly boolean[];
}

/** Row norms of a network. */
export function unitScales({ layers }: ReluNetwork): UnitScales {
  const rowNorms = layers.map(({ weight }) => {
    const [units, width] = weight.shape as readonly [number, number];
    return Float64Array.from({ length: units }, (_, j) => norm(weight.data.subarray(j * width, (j + 1) * width)));
  });
  const rowNormsWithBias = layers.map(({ bias }, index) =>
    bias === undefined ? rowNorms[index]! : rowNorms[index]!.map((value, j) => Math.hypot(value, bias.data[j]!)),
  );
  return { rowNorms, rowNormsWithBias, hasBias: layers.map(({ bias }) => bias !== undefined) };
}

/** What one point's cell looks like, layer by layer. */
export interface CellScales {
  /** ||h_{l-1}||, with the 1 of the bias where the layer has one, for each hidden layer l */
  readonly inputNorms: readonly number[];
  /** Largest possible slope of the inputs of layer l for a unit direction, `prod ||W[active rows]||_F` below l; one more
   * entry than hidden layers, the last for the output unit. */
  readonly slopeScales: readonly number[];
}

/** Scales of row `index` of the points that `units` were computed from. */
export function cellScales(
  scales: UnitScales,
  { preActivations }: Pick<HiddenUnits, 'preActivations'>,
  x: HostTensor,
  index: number,
): CellScales {
  const d = x.shape[1]!;
  let squared = norm(x.data.subarray(index * d, (index + 1) * d)) ** 2;
  let reach = 1;
  const inputNorms: number[] = [];
  const slopeScales = [1];
  preActivations.forEach(({ data, shape }, layer) => {
    inputNorms.push(Math.sqrt(squared + (scales.hasBias[layer] ? 1 : 0)));
    const units = shape[1]!;
    squared = 0;
    let active = 0;
    for (let j = 0; j < units; j++) {
      const z = data[index * units + j]!;
      if (z <= 0) continue;
      squared += z * z;
      active += scales.rowNorms[layer]![j]! ** 2;
    }
    reach *= Math.sqrt(active);
    slopeScales.push(reach);
  });
  return { inputNorms, slopeScales };
}

/** Whether a unit stands on its kink: |z| <= tolerance ||(w, b)|| ||(h, 1)||, exact zeros always. */
export function isKink(
  scales: UnitScales,
  cell: CellScales,
  layer: number,
  unit: number,
  z: number,
  tolerance: number,
): boolean {
  return Math.abs(z) <= tolerance * scales.rowNormsWithBias[layer]![unit]! * cell.inputNorms[layer]!;
}

/** Number of units on a kink at row `index`. */
export function countKinks(
  scales: UnitScales,
  units: Pick<HiddenUnits, 'preActivations'>,
  x: HostTensor,
  index: number,
  tolerance: number,
): number {
  const cell = cellScales(scales, units, x, index);
  let count = 0;
  units.preActivations.forEach(({ data, shape }, layer) => {
    const width = shape[1]!;
    for (let j = 0; j < width; j++) {
      if (isKink(scales, cell, layer, j, data[index * width + j]!, tolerance)) count++;
    }
  });
  return count;
}
