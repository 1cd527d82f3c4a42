import { constantLayers, forward, inputSize, parameters, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  constant,
  DomainError,
  type Dtype,
  evaluate,
  formatShape,
  gradients,
  type HostTensor,
  max,
  mul,
  neg,
  ShapeError,
  scalar,
  simplify,
  type Tensor,
  toHostDtype,
  trace,
} from '@noprior/tensor';
import { type Candidates, checkCandidates } from './candidates.ts';
import { kktObjective } from './kkt-objective.ts';
import { type MarginSummary, summarizeMargins } from './margins.ts';
import type { Scale } from './scale.ts';
import { slackness } from './slackness.ts';
import type { StationarityForm } from './stationarity-form.ts';

/** Bounds on the host: numbers, or one number for each input coordinate. */
export interface Box {
  readonly low: number | HostTensor;
  readonly high: number | HostTensor;
}

/** Which loss is evaluated, and where. */
export interface EvaluateKktOptions {
  /** Sharpness of the surrogate derivative; without it the derivative is hard. */
  readonly alpha?: number;
  /** Default `mean`. */
  readonly scale?: Scale;
  /** Default `direct`. */
  readonly form?: StationarityForm;
  /** Multiplier floor; default 0. */
  readonly lambdaMin?: number;
  /** Box prior; none by default. */
  readonly box?: Box;
  /** Default `float64`. */
  readonly dtype?: Dtype;
  /** Whether the gradients of the total are wanted; default false. */
  readonly gradients?: boolean;
}

/** L_KKT of candidates on a network, part by part; parts are weighted as in the objective and add up to `total`. */
export interface KktEvaluation {
  readonly stationarity: number;
  readonly dualFeasibility: number;
  readonly prior: number;
  readonly total: number;
  /** L_stationary by parameter tensor. */
  readonly byTensor: Readonly<Record<string, number>>;
  /** ||theta||^2: what the empty set of candidates has for L_stationary. */
  readonly parameterNormSquared: number;
  /** y_i Phi(theta; x_i). */
  readonly margins: MarginSummary;
  /** Largest lambda_i (q_i - min q): the delta of an (eps, delta)-KKT point whose margin p is the smallest. */
  readonly slackness: number;
  /** [n, d] and [n], if asked for. */
  readonly gradX?: HostTensor;
  readonly gradLambda?: HostTensor;
}

/** Evaluate L_KKT of candidates.
 *
 * @throws {ShapeError} if candidates, box and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, values that are not finite, alpha <= 0, or an empty box
 * @see {@link kktObjective} for the formulas and their weights
 */
export async function evaluateKkt(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: EvaluateKktOptions = {},
): Promise<KktEvaluation> {
  checkCandidates(network, candidates);
  if (options.alpha !== undefined && !(options.alpha > 0 && Number.isFinite(options.alpha))) {
    throw new DomainError(`evaluateKkt: alpha must be a positive number, got ${options.alpha}`);
  }
  if (options.lambdaMin !== undefined && !Number.isFinite(options.lambdaMin)) {
    throw new DomainError(`evaluateKkt: lambdaMin must be finite, got ${options.lambdaMin}`);
  }
  const dtype = options.dtype ?? 'float64';
  const { box } = options;
  if (box !== undefined) checkBox(box, inputSize(network));
  const given = {
    x: toHostDtype(candidates.x, dtype),
    lambda: toHostDtype(candidates.lambda, dtype),
    y: toHostDtype(candidates.y, dtype),
  };
  const layers = constantLayers(network, dtype);
  const graph = trace(
    {
      x: { shape: given.x.shape, dtype },
      lambda: { shape: given.lambda.shape, dtype },
      y: { shape: given.y.shape, dtype },
    },
    ({ x, lambda, y }) => {
      const objective = kktObjective(
        layers,
        { x, lambda, y },
        {
          alpha: options.alpha,
          scale: options.scale ?? 'mean',
          form: options.form ?? 'direct',
          lambdaMin: options.lambdaMin ?? 0,
          box: box && { low: boundTensor(box.low, dtype), high: boundTensor(box.high, dtype) },
        },
      );
      const margins = mul(y, forward(layers, x).logits);
      const outputs: Record<string, Tensor> = {
        total: objective.total,
        stationarity: objective.stationarity.total,
        dualFeasibility: objective.dualFeasibility,
        prior: objective.prior,
        margins,
        slackness: max(slackness(lambda, margins, neg(max(neg(margins))))),
      };
      for (const [name, part] of Object.entries(objective.stationarity.byTensor)) outputs[`tensor ${name}`] = part;
      if (options.gradients) {
        const [gradX, gradLambda] = gradients(objective.total, [x, lambda]);
        outputs.gradX = gradX!;
        outputs.gradLambda = gradLambda!;
      }
      return outputs;
    },
  );
  const read = await evaluate(backend, simplify(graph), given);
  const number = (name: string): number => read[name]!.data[0]!;
  const byTensor: Record<string, number> = {};
  for (const name of Object.keys(read)) {
    if (name.startsWith('tensor ')) byTensor[name.slice('tensor '.length)] = number(name);
  }
  return {
    stationarity: number('stationarity'),
    dualFeasibility: number('dualFeasibility'),
    prior: number('prior'),
    total: number('total'),
    byTensor,
    parameterNormSquared: parameterNormSquared(network),
    margins: summarizeMargins(read.margins!.data),
    slackness: number('slackness'),
    ...(options.gradients ? { gradX: read.gradX!, gradLambda: read.gradLambda! } : {}),
  };
}

/** ||theta||^2 over all parameter tensors. */
export function parameterNormSquared(network: ReluNetwork): number {
  let total = 0;
  for (const tensor of Object.values(parameters(network))) total += sumOfSquares(tensor);
  return total;
}

/** Sum of the squares of all elements. */
export function sumOfSquares({ data }: HostTensor): number {
  let total = 0;
  for (const value of data) total += value * value;
  return total;
}

/** A bound as a symbolic constant. */
export function boundTensor(bound: number | HostTensor, dtype: Dtype): Tensor {
  return typeof bound === 'number' ? scalar(bound, dtype) : constant(bound, dtype);
}

/** Check a box against the input size.
 *
 * @throws {ShapeError} unless its bounds are numbers or [d]
 * @throws {DomainError} unless they are finite and low <= high everywhere
 */
export function checkBox({ low, high }: Box, dimension: number): void {
  for (const bound of [low, high]) {
    if (typeof bound !== 'number' && (bound.shape.length !== 1 || bound.shape[0] !== dimension)) {
      throw new ShapeError(`box: a bound has shape ${formatShape(bound.shape)}, expected a number or [${dimension}]`);
    }
  }
  for (let j = 0; j < dimension; j++) {
    const lowest = typeof low === 'number' ? low : low.data[j]!;
    const highest = typeof high === 'number' ? high : high.data[j]!;
    if (!Number.isFinite(lowest) || !Number.isFinite(highest) || lowest > highest) {
      throw new DomainError(`box: [${lowest}, ${highest}] at coordinate ${j} is not an interval`);
    }
  }
}
