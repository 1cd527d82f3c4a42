import { decomposeResidual, oracleLoss } from '@noprior/kkt-loss';
import { loadNetwork } from '@noprior/relu-models';
import type { StepKind } from '../engine/step-kind.ts';
import { fileNames, inputOf, loadStepData, loadStepNetwork } from './load-parts.ts';

/** Sharpness of the surrogate derivative; the hard one is taken in any case. */
export type OracleParameters = { readonly alpha: number };

/** `oracle`: reads `data` and `network`, which has an initial one beside it; L_stationary of the TRUE training set with its best
 * multipliers, what of it the initialisation alone explains, and of no points at all. */
export const oracleKind: StepKind<OracleParameters> = {
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
