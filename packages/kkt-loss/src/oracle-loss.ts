import { checkNetwork, constantLayers, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  evaluate,
  type HostTensor,
  makeHostTensor,
  simplify,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { checkPoints } from './candidates.ts';
import { checkAlpha } from './check-alpha.ts';
import { evaluateKkt } from './evaluate-kkt.ts';
import { gramSystem } from './gram-form.ts';
import { nonnegativeLeastSquares } from './nonnegative-least-squares.ts';
import { type Scale, scaleFactor } from './scale.ts';

/** How the multipliers are fitted. */
export interface OracleLossOptions {
  /** Sharpness of the surrogate derivative; without it the derivative is hard. */
  readonly alpha?: number;
  /** Unit of the multipliers that come out; the loss does not depend on it. Default `mean`. */
  readonly scale?: Scale;
}

/** L_stationary of points with the multipliers that explain the network best. */
export interface OracleLoss {
  /** min over lambda >= 0 of L_stationary: its value at `lambda`, by the direct form. */
  readonly loss: number;
  /** Its part in every parameter tensor, by name. */
  readonly byTensor: Readonly<Record<string, number>>;
  /** [n] minimising multipliers, in the unit of `scale`. */
  readonly lambda: HostTensor;
  /** How far from optimal lambda is: the largest violation of the optimality conditions, relative to the largest
   * target. */
  readonly optimality: number;
}

/** The oracle loss: L_stationary of the TRUE training set with its best multipliers, in float64.
 *
 * It stands beside every attack: a loss below it means that something else than the training set was found. Works for
 * any points, so it also fits multipliers to candidates.
 *
 * @param x  [n, d] points
 * @param y  [n] labels, -1 or +1
 * @throws {ShapeError} if points, labels and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, parameters or points that are not finite, alpha <= 0
 * @throws {DtypeError} if the backend does not offer float64
 * @see {@link nonnegativeLeastSquares}, {@link gramSystem}
 * @example (await oracleLoss(openReference(), network, training)).loss
 */
export async function oracleLoss(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
  options: OracleLossOptions = {},
): Promise<OracleLoss> {
  checkNetwork(network);
  checkPoints(network, x, y);
  const { alpha } = options;
  checkAlpha('oracleLoss', alpha);
  const dtype = 'float64';
  const layers = constantLayers(network, dtype);
  const graph = trace({ x: { shape: x.shape, dtype }, y: { shape: y.shape, dtype } }, (points) => {
    const outputs: Record<string, Tensor> = {};
    for (const [name, { gram, target }] of Object.entries(gramSystem(layers, points, { alpha }))) {
      outputs[`gram ${name}`] = gram;
      outputs[`target ${name}`] = target;
    }
    return outputs;
  });
  const read = await evaluate(backend, simplify(graph), { x: toHostDtype(x, dtype), y: toHostDtype(y, dtype) });
  const count = x.shape[0]!;
  const gram = new Float64Array(count * count);
  const target = new Float64Array(count);
  for (const [name, { data }] of Object.entries(read)) {
    const into = name.startsWith('gram ') ? gram : target;
    for (let i = 0; i < data.length; i++) into[i]! += data[i]!;
  }
  const solution = nonnegativeLeastSquares(makeHostTensor(gram, [count, count]), makeHostTensor(target, [count]));
  const { scale = 'mean' } = options;
  const factor = scaleFactor(scale, count);
  const lambda = makeHostTensor(
    solution.coefficients.map((value) => value / factor),
    [count],
  );
  // By the direct form: ||theta||^2 - 2 t^T c + c^T K c loses digits where multipliers are large.
  const { stationarity, byTensor } = await evaluateKkt(
    backend,
    network,
    { x, y, lambda },
    { ...(alpha === undefined ? {} : { alpha }), scale },
  );
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    loss: stationarity,
    byTensor,
    lambda,
    optimality: largest === 0 ? 0 : solution.projectedGradient / (2 * largest),
  };
}
