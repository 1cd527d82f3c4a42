import { type Candidates, evaluateKkt, fromScaleSum } from '@noprior/kkt-loss';
import { definedOnly } from '@noprior/tensor';
import type { AttackInput, StudyFound } from './attack-once.ts';

/** L_KKT of points with the surrogate derivative, its parts, and L_stationary with hard derivatives. */
export type AttackLosses = {
  readonly total: number;
  readonly stationarity: number;
  readonly prior: number;
  readonly dualFeasibility: number;
  readonly byTensor: Readonly<Record<string, number>>;
  /** L_stationary with hard derivatives. */
  readonly hardStationarity: number;
  readonly parameterNormSquared: number;
};

/** Losses of what an attack of a study found.
 *
 * @param candidates  as the study keeps them, multipliers in the unit of scale `sum`
 */
export async function lossesOf(
  { evaluation: own, settings, candidates: found }: StudyFound,
  candidates: Candidates,
  { backend, network }: AttackInput,
): Promise<AttackLosses> {
  const { scale = 'sum', objective } = settings;
  const evaluation =
    own !== undefined && candidates === found
      ? own
      : await evaluateKkt(backend, network, fromScaleSum(candidates, scale), settings);
  const hard = await evaluateKkt(backend, network, candidates, definedOnly({ objective }));
  return {
    total: evaluation.total,
    stationarity: evaluation.stationarity,
    hardStationarity: hard.stationarity,
    prior: evaluation.prior,
    dualFeasibility: evaluation.dualFeasibility,
    byTensor: { ...evaluation.byTensor },
    parameterNormSquared: evaluation.parameterNormSquared,
  };
}
