import { halfGradient, nonnegativeLeastSquares, solvePositiveDefinite } from '@noprior/linear-algebra';
import { constantLayers, forwardLayers, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  definedOnly,
  evaluate,
  type HostTensor,
  makeHostTensor,
  mul,
  simplify,
  sum,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { checkPoints } from './candidates.ts';
import { checkAlpha } from './check-alpha.ts';
import { evaluateKkt } from './evaluate-kkt.ts';
import { gramSystem, gramTerms } from './gram-form.ts';
import { classPairs } from './objectives/class-pairs.ts';
import { checkObjective, multiplierShape, type ObjectiveKind } from './objectives/objective-kind.ts';
import { parameterNormSquared } from './parameter-norm.ts';
import { type Scale, scaleFactor } from './scale.ts';

/** How the multipliers are fitted. */
export interface OracleLossOptions {
  /** Sharpness of the surrogate derivative; without it the derivative is hard. */
  readonly alpha?: number;
  /** Unit of the multipliers that come out; the loss does not depend on it. Default `sum`. */
  readonly scale?: Scale;
  /** Default `binary`. Multipliers of `regression` may have either sign. */
  readonly objective?: ObjectiveKind;
}

/** L_stationary of points with the multipliers that explain the network best. */
export interface OracleLoss {
  /** min over lambda >= 0, or over all lambda for `regression`, of L_stationary: its value at `lambda`, by the direct form. */
  readonly loss: number;
  /** Its part in every parameter tensor, by name. */
  readonly byTensor: Readonly<Record<string, number>>;
  /** [n] minimising multipliers, or [n, K] for `per-class`, in the unit of `scale`. */
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
 * @param y  [n] labels: -1 or +1, or classes
 * @throws {ShapeError} if points, labels and network do not fit together
 * @throws {DomainError} for labels that are not the objective's, parameters or points that are not finite, alpha <= 0
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
  const { alpha, objective = 'binary', scale = 'sum' } = options;
  checkObjective(network, objective);
  checkPoints(network, x, y, objective);
  // Before anything is computed.
  parameterNormSquared(network);
  checkAlpha('oracleLoss', alpha);
  const { gram, target } = await readGramSystem(backend, network, { x, y }, { alpha, objective });
  const solution =
    objective === 'regression'
      ? leastSquares(gram, target)
      : nonnegativeLeastSquares(
          makeHostTensor(gram, [target.length, target.length]),
          makeHostTensor(target, [target.length]),
        );
  const factor = scaleFactor(scale, x.shape[0]!);
  const lambda = makeHostTensor(
    solution.coefficients.map((value) => value / factor),
    multiplierShape(objective, x.shape[0]!, outputSize(network)),
  );
  // By the direct form: ||theta||^2 - 2 t^T c + c^T K c loses digits where multipliers are large.
  const { stationarity, byTensor } = await evaluateKkt(
    backend,
    network,
    { x, y, lambda },
    { ...definedOnly({ alpha }), scale, objective },
  );
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    loss: stationarity,
    byTensor,
    lambda,
    optimality: largest === 0 ? 0 : solution.projectedGradient / (2 * largest),
  };
}

/** K and t of the least-squares problem `c^T K c - 2 t^T c` in the multipliers, [n n] and [n]; n K multipliers for `per-class`. */
async function readGramSystem(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
  { alpha, objective }: { readonly alpha: number | undefined; readonly objective: ObjectiveKind },
): Promise<{ readonly gram: Float64Array; readonly target: Float64Array }> {
  const dtype = 'float64';
  const layers = constantLayers(network, dtype);
  // With several multipliers a point it stands in as many rows, each with one of its outputs.
  const given = objective === 'per-class' ? classPairs(x, y, outputSize(network)) : { x, y };
  const specs = { x: { shape: given.x.shape, dtype }, y: { shape: given.y.shape, dtype } } as const;
  const graph = trace(specs, (points) => {
    const outputs: Record<string, Tensor> = {};
    const pass = forwardLayers(layers, points.x, definedOnly({ alpha }));
    const terms =
      objective === 'per-class'
        ? gramTerms(layers, pass, sum(mul(points.y, pass.outputs), { axes: 1 }))
        : gramSystem(layers, points, { alpha, objective });
    for (const [name, { gram, target }] of Object.entries(terms)) {
      outputs[`gram ${name}`] = gram;
      outputs[`target ${name}`] = target;
    }
    return outputs;
  });
  const read = await evaluate(backend, simplify(graph), {
    x: toHostDtype(given.x, dtype),
    y: toHostDtype(given.y, dtype),
  });
  const count = given.x.shape[0]!;
  const gram = new Float64Array(count * count);
  const target = new Float64Array(count);
  for (const [name, { data }] of Object.entries(read)) {
    const into = name.startsWith('gram ') ? gram : target;
    for (let i = 0; i < data.length; i++) into[i]! += data[i]!;
  }
  return { gram, target };
}

/** Minimiser of c^T K c - 2 t^T c without constraints; a gradient of 0 is the sign of it. */
function leastSquares(
  gram: Float64Array,
  target: Float64Array,
): { readonly coefficients: Float64Array; readonly projectedGradient: number } {
  const coefficients = solvePositiveDefinite(gram, target);
  const half = halfGradient(gram, target, coefficients);
  return { coefficients, projectedGradient: 2 * half.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}
