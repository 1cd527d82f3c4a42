import { decomposeResidual, oracleLoss } from '@noprior/kkt-loss';
import { loadNetwork } from '@noprior/relu-models';
import type { StepKind } from '../engine/step-kind.ts';
import { loadStepData, loadStepNetwork } from './load-parts.ts';
import { fileNames, inputOf } from './step-files.ts';

/** Sharpness of the surrogate derivative; the hard one is taken in any case. */
export type OracleParameters = { readonly alpha: number };

/** What `oracle` finds: squared norms of parameters. */
export type OracleValues = {
  /** L_stationary of the training set with its best multipliers, hard derivatives. */
  readonly loss: number;
  /** The same with the surrogate derivative. */
  readonly surrogateLoss: number;
  /** Parts of `loss` by parameter tensor. */
  readonly byTensor: Readonly<Record<string, number>>;
  readonly byLayer: readonly number[];
  /** Of the gradients of the samples. */
  readonly rank: number;
  /** Part of the network that no multipliers of any sign reach. */
  readonly orthogonalToData: number;
  readonly withinData: number;
  /** Of the network before training. */
  readonly initial: {
    readonly normSquared: number;
    readonly orthogonalToData: number;
    /** Share of the residual that lies along it. */
    readonly cosineSquared: number;
    readonly differenceSquared: number;
  };
};

/** `oracle`: reads `data` and `network`, which has an initial one beside it; L_stationary of the TRUE training set with its best
 * multipliers, what of it the initialisation alone explains, and of no points at all. */
export const oracleKind: StepKind<OracleParameters, OracleValues> = {
  name: 'oracle',
  version: 2,
  async run({ alpha }, context) {
    const { backend } = context;
    const network = await loadStepNetwork(context);
    const initial = await loadNetwork(inputOf(context, 'network').path(fileNames.initial));
    const { training } = await loadStepData(context);
    const surrogate = await oracleLoss(backend, network, training, { alpha });
    const hard = await oracleLoss(backend, network, training);
    const parts = await decomposeResidual(backend, network, { ...training, lambda: hard.lambda }, { initial });
    const { orthogonalToData, withinData, rank, byLayer } = parts;
    return {
      loss: hard.loss,
      surrogateLoss: surrogate.loss,
      byTensor: { ...hard.byTensor },
      byLayer: [...byLayer],
      rank,
      orthogonalToData,
      withinData,
      initial: {
        normSquared: parts.initial!.parameterNormSquared,
        orthogonalToData: parts.initial!.orthogonalToData,
        cosineSquared: parts.initial!.cosineSquared,
        differenceSquared: parts.initial!.differenceSquared,
      },
    };
  },
};
