import { constantLayers, forwardLayers, inputSize, ownClass, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  DomainError,
  type Dtype,
  evaluate,
  gradients,
  type HostTensor,
  max,
  mul,
  neg,
  scalar,
  simplify,
  type Tensor,
  toHostDtype,
  trace,
  where,
} from '@noprior/tensor';
import { type Box, boundTensor, checkBox } from './box.ts';
import { type Candidates, checkCandidates } from './candidates.ts';
import { checkAlpha } from './check-alpha.ts';
import { kktObjective } from './kkt-objective.ts';
import { type MarginSummary, summarizeMargins } from './margins.ts';
import { checkObjective, type ObjectiveKind } from './objectives/objective-kind.ts';
import { classMargins, unitOutputs } from './objectives/weighted-outputs.ts';
import { parameterNormSquared } from './parameter-norm.ts';
import { type Scale, scaleFactor } from './scale.ts';
import { slackness } from './slackness.ts';
import type { StationarityForm } from './stationarity-form.ts';

/** Which loss is evaluated, and where. */
export interface EvaluateKktOptions {
  /** Sharpness of the surrogate derivative; without it the derivative is hard. */
  readonly alpha?: number;
  /** Unit of the multipliers and of `lambdaMin`: `mean` for those of the reference code. Default `sum`. */
  readonly scale?: Scale;
  /** Default `binary`. */
  readonly objective?: ObjectiveKind;
  /** Default `direct`. */
  readonly form?: StationarityForm;
  /** Multiplier floor; default 0. */
  readonly lambdaMin?: number;
  /** Box prior; none by default. */
  readonly box?: Box | undefined;
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
  /** y_i Phi(theta; x_i); to the runner-up class, f_y - max_{c != y} f_c, with several classes; Phi itself for `regression`. */
  readonly margins: MarginSummary;
  /** Largest s lambda_i (q_i - min q), s as in {@link scaleFactor}: the delta of an (eps, delta)-KKT point whose margin p
   * is the smallest of the candidates'; its eps is sqrt(stationarity). 0 for `regression`, which has no constraints. */
  readonly slackness: number;
  /** [n, d] derivative of `total`, if asked for. */
  readonly gradX?: HostTensor;
  /** Derivative of `total`, if asked for; shaped as the multipliers. */
  readonly gradLambda?: HostTensor;
}

/** Most candidates of the Gram form: each of its arrays of n x n numbers then takes 128 MiB. */
const maxGramCandidates = 4096;

/** Evaluate L_KKT of candidates: compile the objective, run it once, read every part.
 *
 * @throws {ShapeError} if candidates, box and network do not fit together
 * @throws {DomainError} for labels that are not the objective's, parameters or candidates that are not finite, alpha <= 0, a floor
 *   that is not finite, an empty box, more than 4096 candidates in the Gram form, or parameters whose squares are beyond float64 or vanish
 * @throws {DtypeError} if the backend does not offer the dtype
 * @see {@link kktObjective} for the formulas and their weights
 * @example (await evaluateKkt(openReference(), network, { x, lambda, y })).stationarity
 */
export async function evaluateKkt(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: EvaluateKktOptions = {},
): Promise<KktEvaluation> {
  const { objective: kind = 'binary' } = options;
  checkObjective(network, kind);
  checkCandidates(network, candidates, kind);
  const normSquared = parameterNormSquared(network);
  checkAlpha('evaluateKkt', options.alpha);
  if (options.lambdaMin !== undefined && !Number.isFinite(options.lambdaMin)) {
    throw new DomainError(`evaluateKkt: lambdaMin must be finite, got ${options.lambdaMin}`);
  }
  const count = candidates.x.shape[0]!;
  if (options.form === 'gram' && count > maxGramCandidates) {
    throw new DomainError(
      `evaluateKkt: form gram computes arrays of n x n numbers, and n = ${count} is more than ${maxGramCandidates}; form direct computes the same loss without them`,
    );
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
  const scale = options.scale ?? 'sum';
  const factor = scaleFactor(scale, count);
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
          scale,
          objective: kind,
          form: options.form ?? 'direct',
          lambdaMin: options.lambdaMin ?? 0,
          box: box && { low: boundTensor(box.low, dtype), high: boundTensor(box.high, dtype) },
        },
      );
      const networkOutputs = forwardLayers(layers, x).outputs;
      const margins = unitOutputs(kind === 'per-class' ? 'runner-up' : kind, networkOutputs, y);
      const smallest = neg(max(neg(margins)));
      // The multiplier of a point's own class takes no part.
      const everyMargin =
        kind === 'per-class'
          ? where(ownClass(y, networkOutputs.shape[1]!), smallest, classMargins(networkOutputs, y))
          : margins;

      const outputs: Record<string, Tensor> = {
        total: objective.total,
        stationarity: objective.stationarity.total,
        dualFeasibility: objective.dualFeasibility,
        prior: objective.prior,
        margins,
        slackness:
          kind === 'regression' ? scalar(0, dtype) : max(slackness(mul(factor, lambda), everyMargin, smallest)),
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
    parameterNormSquared: normSquared,
    margins: summarizeMargins(read.margins!.data),
    slackness: number('slackness'),
    ...(options.gradients ? { gradX: read.gradX!, gradLambda: read.gradLambda! } : {}),
  };
}
