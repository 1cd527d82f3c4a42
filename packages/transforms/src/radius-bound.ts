import { inputLayers, parameterSpecs, parameters, type ReluNetwork } from '@noprior/relu-models';
import {
  abs,
  type Backend,
  evaluate,
  type HostTensor,
  makeHostTensor,
  matmul,
  mul,
  type Tensor,
  trace,
} from '@noprior/tensor';
import { cellScales, hiddenUnits, isKink, unitScales } from './internal/hidden-units.ts';
import type { UnitPosition } from './split-radius-result.ts';
import { type CellTolerances, toCellTolerances } from './tolerances.ts';

/** A lower bound of the two-sided split radius of one point along a unit vector. */
export interface RadiusBound {
  /** Infinity if no unit can move. */
  readonly radius: number;
  /** The unit that the bound comes from. */
  readonly blocking: UnitPosition | undefined;
}

/** Lower bound of split radii from a bound of the slopes of the first layer.
 *
 * `|u_1| <= c_1` gives `|u_l| <= c_l = |W_l| (s_{l-1} o c_{l-1})` in the cell of x, elementwise, and the radius is at least
 * `min |z_j| / c_j` over all hidden units. A unit on its kink (within the kink tolerance) gives 0. A c_j of at most half the
 * slope tolerance is rounding of 0 and gives no bound, as its slope gives none in {@link splitRadius}. To c_1 is added
 * 16 * 2^-52 ||w_j||, so that the bound holds for directions that have a property only to rounding.
 *
 * @param x            [n, d]
 * @param firstSlopes  [m] bound of |w_j . v| for every unit of the first layer
 * @returns            one bound for each point
 */
export async function radiusBounds(
  backend: Backend,
  network: ReluNetwork,
  x: HostTensor,
  firstSlopes: Float64Array,
  options: CellTolerances,
): Promise<RadiusBound[]> {
  const tolerances = toCellTolerances('radiusBounds', options);
  const units = await hiddenUnits(backend, network, x);
  const scales = unitScales(network);
  const [count] = x.shape as readonly [number, number];
  const first = firstSlopes.map((bound, j) => bound + 16 * Number.EPSILON * scales.rowNorms[0]![j]!);
  const bounds = await propagate(backend, network, units.preActivations, first);
  return Array.from({ length: count }, (_, point): RadiusBound => {
    const cell = cellScales(scales, units, x, point);
    let best: RadiusBound = { radius: Number.POSITIVE_INFINITY, blocking: undefined };
    units.preActivations.forEach(({ data, shape }, layer) => {
      const width = shape[1]!;
      const noise = 0.5 * tolerances.slopeTolerance * cell.slopeScales[layer]!;
      for (let unit = 0; unit < width; unit++) {
        const slope = bounds[layer]!.data[point * width + unit]!;
        if (slope <= noise * scales.rowNorms[layer]![unit]!) continue;
        const z = data[point * width + unit]!;
        const kink = isKink(scales, cell, layer, unit, z, tolerances.kinkTolerance);
        const radius = kink ? 0 : Math.abs(z) / slope;
        if (radius < best.radius) best = { radius, blocking: { layer, unit } };
      }
    });
    return best;
  });
}

/** c_l for every hidden layer, [n, units]. */
async function propagate(
  backend: Backend,
  network: ReluNetwork,
  preActivations: readonly HostTensor[],
  first: Float64Array,
): Promise<HostTensor[]> {
  const count = preActivations[0]?.shape[0] ?? 0;
  const start = new Float64Array(count * first.length);
  for (let i = 0; i < count; i++) start.set(first, i * first.length);
  const bounds = makeHostTensor(start, [count, first.length]);
  if (preActivations.length < 2) return preActivations.map(() => bounds);
  const given: Record<string, HostTensor> = { bounds };
  preActivations.slice(0, -1).forEach((z, index) => {
    given[`pattern.${index}`] = makeHostTensor(
      z.data.map((value) => (value > 0 ? 1 : 0)),
      z.shape,
    );
  });
  const specs = { ...parameterSpecs(network) };
  for (const [name, { shape, dtype }] of Object.entries(given)) specs[name] = { shape, dtype };
  const graph = trace(specs, (inputs) => {
    const layers = inputLayers(network, inputs);
    const outputs: Record<string, Tensor> = {};
    let c = inputs.bounds!;
    for (let index = 1; index < preActivations.length; index++) {
      c = matmul(mul(inputs[`pattern.${index - 1}`]!, c), abs(layers[index]!.weight), { transposeB: true });
      outputs[`c.${index}`] = c;
    }
    return outputs;
  });
  const read = await evaluate(backend, graph, { ...parameters(network), ...given });
  return preActivations.map((_, index) => (index === 0 ? bounds : read[`c.${index}`]!));
}
