import {
  type Candidates,
  checkCandidates,
  evaluateKkt,
  type MarginSummary,
  type Scale,
  scaleFactor,
  summarizeMargins,
} from '@noprior/kkt-loss';
import { margins, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { type Backend, DomainError } from '@noprior/tensor';

/** Candidates as an (eps, delta)-KKT point of a network, hard derivatives, given multipliers. */
export interface KktState {
  /** n */
  readonly count: number;
  /** L_stationary, and its part in every parameter tensor. */
  readonly stationarity: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** eps = sqrt(L_stationary) */
  readonly epsilon: number;
  /** eps / ||theta|| */
  readonly relativeEpsilon: number;
  /** delta = max s lambda_i (q_i - p), s as in `scaleFactor`. */
  readonly delta: number;
  /** How far the smallest margin is below p; 0 if none is. */
  readonly shortfall: number;
  /** q_i = y_i Phi(theta; x_i) */
  readonly margins: MarginSummary;
  /** The p that delta and shortfall refer to. */
  readonly p: number;
}

/** Options of {@link kktState}. */
export interface KktStateOptions {
  /** Unit of the multipliers; default `sum`, as in kkt-loss. */
  readonly scale?: Scale;
  /** Margin of the problem; default the smallest margin of the candidates. */
  readonly p?: number;
}

/** Measure candidates in float64: eps, delta and margins.
 *
 * @throws {ShapeError} if candidates and network do not fit together
 * @throws {DomainError} for labels outside {-1, +1}, values or a p that are not finite
 * @throws {DtypeError} if the backend does not offer float64
 * @see Lyu and Li 2020, arXiv:1906.05890, definition of an (eps, delta)-KKT point
 * @example (await kktState(openReference(), network, candidates, { scale: 'sum' })).epsilon
 */
export async function kktState(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  options: KktStateOptions = {},
): Promise<KktState> {
  checkCandidates(network, candidates);
  const { scale = 'sum' } = options;
  if (options.p !== undefined && !Number.isFinite(options.p)) {
    throw new DomainError(`kktState: p must be finite, got ${options.p}; leave it out for the smallest margin`);
  }
  const { stationarity, byTensor, parameterNormSquared } = await evaluateKkt(backend, network, candidates, { scale });
  const q = (await margins(backend, toNetworkDtype(network, 'float64'), candidates)).data;
  const summary = summarizeMargins(q);
  const p = options.p ?? summary.min;
  const factor = scaleFactor(scale, q.length);
  let delta = Number.NEGATIVE_INFINITY;
  q.forEach((margin: number, i: number) => {
    delta = Math.max(delta, factor * candidates.lambda.data[i]! * (margin - p));
  });
  const epsilon = Math.sqrt(stationarity);
  return {
    count: q.length,
    stationarity,
    byTensor,
    epsilon,
    relativeEpsilon: epsilon === 0 ? 0 : epsilon / Math.sqrt(parameterNormSquared),
    delta,
    shortfall: Math.max(0, p - summary.min),
    margins: summary,
    p,
  };
}
