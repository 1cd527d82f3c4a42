import { checkAlpha, checkPoints, evaluateKkt, oracleLoss } from '@noprior/kkt-loss';
import {
  checkBinaryNetwork,
  homogeneityDegree,
  margins,
  type ReluNetwork,
  scaleParameters,
  toNetworkDtype,
} from '@noprior/relu-models';
import { argument, type Backend, DomainError, definedOnly, type HostTensor, wording } from '@noprior/tensor';
import { type ClarkeResidualOptions, checkClarkeOptions } from './clarke-options.ts';
import { clarkeResidual } from './clarke-residual.ts';
import type { KinkCount } from './kink-count.ts';

/** How a ReLU is differentiated: a step; a sigmoid; or, on a kink, as fits best. */
export type DerivativeKind = 'hard' | 'surrogate' | 'clarke';

/** Which residual, and for `clarke` how it is found. */
export interface EpsilonDeltaOptions extends Omit<ClarkeResidualOptions, 'scale'> {
  readonly derivative: DerivativeKind;
  /** Sharpness of the surrogate derivative sigmoid(alpha z) at the rescaled network; for `surrogate`, and only there. */
  readonly alpha?: number;
}

/** The (eps, delta) of points on a network, at the multiple of theta whose smallest margin is 1. */
export interface EpsilonDelta {
  readonly derivative: DerivativeKind;
  /** min ||theta - sum_i lambda_i y_i g_i|| over lambda >= 0 */
  readonly epsilon: number;
  /** epsilon / ||theta|| */
  readonly relative: number;
  /** max lambda_i (q_i - 1) */
  readonly delta: number;
  /** [n] multipliers of the KKT conditions of the rescaled network (scale `sum`). */
  readonly lambda: HostTensor;
  /** theta was multiplied by it: p^(-1/L). */
  readonly rescaledBy: number;
  /** p, the smallest margin before. */
  readonly smallestMargin: number;
  /** Squared residual by parameter tensor. */
  readonly byTensor: Readonly<Record<string, number>>;
  /** For `clarke`: no multipliers and selections reach less. */
  readonly lowerBound?: number;
  /** For `clarke`. */
  readonly kinks?: KinkCount;
}

/** How near the KKT conditions of `min ||theta||^2 / 2  s.t.  y_i Phi(theta; x_i) >= 1` a network is with these points:
 * theta is rescaled to smallest margin 1, eps is the residual of stationarity with its best multipliers, delta the largest
 * slackness of those.
 *
 * Neither changes if theta is multiplied by a positive number, so that networks, and lengths of training, can be compared.
 *
 * @param x  [n, d] points
 * @param y  [n] labels, -1 or +1
 * @throws {ShapeError} if points, labels and network do not fit together
 * @throws {DomainError} for a network with a bias above the first layer, a sample on the wrong side, labels outside {-1, +1},
 *   values that are not finite, or options out of range
 * @throws {DtypeError} if the backend does not offer float64
 * @see Lyu and Li 2020, arXiv:1906.05890, (eps, delta)-KKT points; {@link clarkeResidual}, {@link oracleLoss}
 * @example (await epsilonDelta(openReference(), network, training, { derivative: 'clarke' })).relative
 */
export async function epsilonDelta(
  backend: Backend,
  network: ReluNetwork,
  { x, y }: { readonly x: HostTensor; readonly y: HostTensor },
  options: EpsilonDeltaOptions,
): Promise<EpsilonDelta> {
  checkBinaryNetwork(network);
  checkPoints(network, x, y);
  checkEpsilonDeltaOptions(options);
  const degree = homogeneityDegree(network);
  if (degree === undefined) {
    throw new DomainError(
      'epsilonDelta: a layer above the first has a bias, so the network is not homogeneous and no multiple of it has margin 1; use clarkeResidual or oracleLoss, which do not rescale',
    );
  }
  const exact = toNetworkDtype(network, 'float64');
  const smallestMargin = Math.min(...(await margins(backend, exact, { x, y })).data);
  if (!(smallestMargin > 0)) {
    throw new DomainError(
      `epsilonDelta: the smallest margin is ${smallestMargin}, so no multiple of the network has margin 1; train it until every sample is on its side`,
    );
  }
  const rescaledBy = smallestMargin ** (-1 / degree);
  const rescaled = scaleParameters(exact, rescaledBy);
  const { derivative, alpha } = options;
  const common = { derivative, rescaledBy, smallestMargin };
  if (derivative === 'clarke') {
    const { residual, relative, slackness, lambda, byTensor, lowerBound, kinks } = await clarkeResidual(
      backend,
      rescaled,
      { x, y },
      { ...options, scale: 'sum' },
    );
    return { ...common, epsilon: residual, relative, delta: slackness, lambda, byTensor, lowerBound, kinks };
  }
  const { loss, lambda, byTensor } = await oracleLoss(
    backend,
    rescaled,
    { x, y },
    { scale: 'sum', ...definedOnly({ alpha }) },
  );
  const { parameterNormSquared, slackness } = await evaluateKkt(backend, rescaled, { x, y, lambda }, { scale: 'sum' });
  const epsilon = Math.sqrt(loss);
  return {
    ...common,
    epsilon,
    relative: epsilon / Math.sqrt(parameterNormSquared),
    delta: slackness,
    lambda,
    byTensor,
  };
}

function checkEpsilonDeltaOptions(options: EpsilonDeltaOptions): void {
  const { derivative, alpha } = options;
  if (derivative !== 'hard' && derivative !== 'surrogate' && derivative !== 'clarke') {
    throw new DomainError(
      wording`epsilonDelta: ${argument('derivative')} must be hard, surrogate or clarke, got ${String(derivative)}`,
    );
  }
  if ((derivative === 'surrogate') !== (alpha !== undefined)) {
    throw new DomainError(
      derivative === 'surrogate'
        ? 'epsilonDelta: the surrogate derivative needs alpha, its sharpness'
        : `epsilonDelta: alpha belongs to the surrogate derivative, not to ${derivative}; leave it out`,
    );
  }
  checkAlpha('epsilonDelta', alpha);
  checkClarkeOptions('epsilonDelta', options);
}
