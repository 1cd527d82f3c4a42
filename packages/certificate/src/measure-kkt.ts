import {
  type ClarkeResidual,
  clarkeResidual,
  type DerivativeKind,
  epsilonDelta,
  type KinkCount,
} from '@noprior/clarke-residual';
import { type Candidates, decomposeResidual, type ResidualDecomposition } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { CertifyContext } from './certify-context.ts';

/** (eps, delta) of the training set at smallest margin 1, with one kind of derivative. */
export interface Nearness {
  readonly derivative: DerivativeKind;
  readonly epsilon: number;
  /** eps / ||theta|| */
  readonly relative: number;
  readonly delta: number;
}

/** How near a network is to a KKT point of its training set. */
export interface KktMeasurement {
  readonly hard: Nearness;
  readonly surrogate: Nearness & { readonly alpha: number };
  readonly clarke: Nearness & Pick<ClarkeResidual, 'lowerBound' | 'converged'> & { readonly kinkTolerance: number };
  readonly kinks: KinkCount;
  /** ||theta|| at smallest margin 1. */
  readonly norm: number;
  /** The smallest margin of the weights as they are. */
  readonly smallestMargin: number;
  /** Squared Clarke residual of the weights as they are, by layer, and what in it no multipliers can explain. */
  readonly residual: ResidualDecomposition;
  /** The training set with the multipliers of the Clarke residual. */
  readonly candidates: Candidates;
  readonly selections: readonly HostTensor[];
}

/** Measure all three residuals; what comes out in the unit of the weights as they are is brought to smallest margin 1, where
 * theta, eps and delta are multiplied by c, c and c^2.
 *
 * @throws {DomainError} for a network that is not homogeneous, or wrong about a sample
 */
export async function measureKkt(network: ReluNetwork, context: CertifyContext): Promise<KktMeasurement> {
  const { backend, data, alpha, kinkTolerance } = context;
  context.onProgress({ step: 'residual', derivative: 'hard' });
  const hard = await epsilonDelta(backend, network, data, { derivative: 'hard' });
  context.onProgress({ step: 'residual', derivative: 'surrogate' });
  const surrogate = await epsilonDelta(backend, network, data, { derivative: 'surrogate', alpha });
  const clarke = await clarkeResidual(backend, network, data, {
    kinkTolerance,
    maxSeconds: context.clarkeSeconds,
    onProgress: ({ residual, lowerBound, secondsLeft }) =>
      context.onProgress({ step: 'clarkeResidual', residual, lowerBound, secondsLeft }),
  });
  const candidates = { x: data.x, y: data.y, lambda: clarke.lambda };
  const { selections } = clarke;
  const factor = hard.rescaledBy;
  return {
    hard: toNearness(hard),
    surrogate: { ...toNearness(surrogate), alpha },
    clarke: {
      derivative: 'clarke',
      epsilon: factor * clarke.residual,
      relative: clarke.relative,
      delta: factor ** 2 * clarke.slackness,
      lowerBound: factor * clarke.lowerBound,
      converged: clarke.converged,
      kinkTolerance,
    },
    kinks: clarke.kinks,
    norm: factor * Math.sqrt(clarke.parameterNormSquared),
    smallestMargin: hard.smallestMargin,
    residual: await decomposeResidual(backend, network, candidates, { selections }),
    candidates,
    selections,
  };
}

function toNearness({ derivative, epsilon, relative, delta }: Nearness): Nearness {
  return { derivative, epsilon, relative, delta };
}
