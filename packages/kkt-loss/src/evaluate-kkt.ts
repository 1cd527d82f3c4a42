import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  argument,
  type Backend,
  DomainError,
  evaluate,
  type HostTensor,
  simplify,
  toHostDtype,
  wording,
} from '@noprior/tensor';
import { checkBox } from './box.ts';
import { type Candidates, checkCandidates } from './candidates.ts';
import { checkAlpha } from './check-alpha.ts';
import type { EvaluateKktOptions } from './evaluate-kkt-options.ts';
import { evaluationGraph, tensorPrefix } from './evaluation-graph.ts';
import { type MarginSummary, summarizeMargins } from './margins.ts';
import { checkObjective } from './objectives/objective-kind.ts';
import { parameterNormSquared } from './parameter-norm.ts';

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
  const { objective = 'binary', dtype = 'float64' } = options;
  checkObjective(network, objective);
  checkCandidates(network, candidates, objective);
  const normSquared = parameterNormSquared(network);
  checkOptions(options, candidates.x.shape[0]!, inputSize(network));
  const given = {
    x: toHostDtype(candidates.x, dtype),
    lambda: toHostDtype(candidates.lambda, dtype),
    y: toHostDtype(candidates.y, dtype),
  };
  const read = await evaluate(backend, simplify(evaluationGraph(network, given, options)), given);
  const number = (name: string): number => read[name]!.data[0]!;
  const byTensor: Record<string, number> = {};
  for (const name of Object.keys(read)) {
    if (name.startsWith(tensorPrefix)) byTensor[name.slice(tensorPrefix.length)] = number(name);
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

function checkOptions({ alpha, lambdaMin, form, box }: EvaluateKktOptions, count: number, inputs: number): void {
  checkAlpha('evaluateKkt', alpha);
  if (lambdaMin !== undefined && !Number.isFinite(lambdaMin)) {
    throw new DomainError(wording`evaluateKkt: ${argument('lambdaMin')} must be finite, got ${lambdaMin}`);
  }
  if (form === 'gram' && count > maxGramCandidates) {
    throw new DomainError(
      wording`evaluateKkt: ${argument('form')} gram computes arrays of n x n numbers, and n = ${count} is more than ${maxGramCandidates}; ${argument('form')} direct computes the same loss without them`,
    );
  }
  if (box !== undefined) checkBox(box, inputs);
}
