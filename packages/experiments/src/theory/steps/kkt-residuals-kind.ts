import { clarkeResidual, epsilonDelta } from '@noprior/clarke-residual';
import { oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { homogeneityDegree, toNetworkDtype } from '@noprior/relu-models';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { clarkeLimits } from './clarke-limits.ts';
import { kinkShares } from './kink-shares.ts';
import { loadChosenNetwork, type NetworkChoice, saveMultipliers } from './theory-files.ts';

/** Which network; of the surrogate derivative its sharpness. */
export type KktResidualsParameters = NetworkChoice & { readonly alpha: number };

/** Residuals eps / ||theta|| of the training set with its best multipliers. Entries that may be `null` were not measured by versions before. */
export type KktResidualsValues = {
  /** ||theta|| */
  readonly norm: number | null;
  readonly smallestMargin: number | null;
  /** Smallest margin / ||theta||^L */
  readonly normalizedMargin: number | null;
  /** With the derivative 0 or 1. */
  readonly hard: number;
  /** With the derivative sigmoid(alpha z), at the network as trained. */
  readonly surrogate: number | null;
  /** With a free derivative in [0, 1] for every unit within a cosine of 1e-3 of its kink. */
  readonly clarke: number;
  /** Certified: no multipliers and derivatives there reach less. */
  readonly clarkeLowerBound: number;
  /** As `clarke`, with kinks within 1e-6. */
  readonly clarkeAt1e6: number | null;
  /** max lambda_i (q_i - 1) at smallest margin 1, with the multipliers of the hard and of the Clarke residual. */
  readonly deltaHard: number | null;
  readonly deltaClarke: number | null;
  /** Share of the pairs of sample and unit within a cosine of 1e-3, and of 1e-6, of the kink. */
  readonly kinkShareAt1e3: number;
  readonly kinkShareAt1e6: number;
};

/** `kkt-residuals`: reads `data` and `network`, which is right about every sample; writes the multipliers of the hard residual at smallest
 * margin 1. */
export const kktResidualsKind: StepKind<KktResidualsParameters, KktResidualsValues> = {
  name: 'kkt-residuals',
  version: 2,
  changes: { 2: 'Exact steps on the faces of the Clarke problem: the same residual within its gap, in fewer cycles.' },
  async run({ loss, alpha }, context) {
    const { backend, folder } = context;
    const { training } = await loadStepData(context);
    const network = toNetworkDtype(await loadChosenNetwork(context, { loss }), 'float64');
    const norm = Math.sqrt(parameterNormSquared(network));
    const hard = await epsilonDelta(backend, network, training, { derivative: 'hard' });
    await saveMultipliers(folder, hard.lambda);
    const surrogate = await oracleLoss(backend, network, training, { alpha });
    const clarke = await epsilonDelta(backend, network, training, { derivative: 'clarke', ...clarkeLimits });
    const near = await clarkeResidual(backend, network, training, { kinkTolerance: 1e-6, ...clarkeLimits });
    const [at1e3, at1e6] = await kinkShares(backend, network, training.x, [1e-3, 1e-6]);
    return {
      norm,
      smallestMargin: hard.smallestMargin,
      normalizedMargin: hard.smallestMargin / norm ** homogeneityDegree(network)!,
      hard: hard.relative,
      surrogate: Math.sqrt(surrogate.loss) / norm,
      clarke: clarke.relative,
      clarkeLowerBound: (clarke.lowerBound! * clarke.relative) / clarke.epsilon,
      clarkeAt1e6: near.relative,
      deltaHard: hard.delta,
      deltaClarke: clarke.delta,
      kinkShareAt1e3: at1e3!,
      kinkShareAt1e6: at1e6!,
    };
  },
};
