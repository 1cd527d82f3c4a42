import { type Candidates, evaluateKkt } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type EvidenceOptions, firstLayerEvidence } from '../evidence/first-layer-evidence.ts';

/** What an attacker can see of candidates, with multipliers in the unit of scale `sum`; lower is better. */
export type PortfolioCriterion = (candidates: Candidates) => Promise<number>;

/** Evidence of the first layer: comparable between attacks and between numbers of candidates.
 *
 * @param options  noise of the first layer before training, as `estimateSpan` finds it, and what else `firstLayerEvidence`
 *   takes
 * @throws {DtypeError} when used, if the backend does not offer float64
 */
export function evidenceCriterion(
  backend: Backend,
  network: ReluNetwork,
  options: EvidenceOptions,
): PortfolioCriterion {
  return async (candidates) => (await firstLayerEvidence(backend, network, candidates, options)).value;
}

/** L_stationary as a share of ||theta||^2, which it is with no points at all. A wrong set can be below the true one.
 *
 * @param alpha  sharpness of the surrogate derivative
 */
export function stationarityCriterion(backend: Backend, network: ReluNetwork, alpha: number): PortfolioCriterion {
  return async (candidates) => {
    const { stationarity, parameterNormSquared } = await evaluateKkt(backend, network, candidates, {
      alpha,
      scale: 'sum',
      dtype: backend.dtypes.includes('float64') ? 'float64' : 'float32',
    });
    return stationarity / parameterNormSquared;
  };
}
