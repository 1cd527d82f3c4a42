import { parameters, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, type HostTensor, mapRecord } from '@noprior/tensor';
import type { Candidates } from './candidates.ts';
import { evaluateKkt } from './evaluate-kkt.ts';
import type { ObjectiveKind } from './objectives/objective-kind.ts';
import { oracleLoss } from './oracle-loss.ts';
import { parameterNormSquared, sumOfSquares } from './parameter-norm.ts';

/** L_stationary of one set of points. */
export interface StationaritySummary {
  readonly stationarity: number;
  readonly byTensor: Readonly<Record<string, number>>;
}

/** The attack's L_stationary between its two marks: the truth with its best multipliers, and no points at all. */
export interface KktComparison {
  /** Sharpness of the surrogate derivative, `null` for the hard one. */
  readonly alpha: number | null;
  /** The candidates with the multipliers that the attack found. */
  readonly attack: StationaritySummary;
  /** The true training set with its best multipliers: the oracle loss. */
  readonly oracle: StationaritySummary;
  /** No points: the squared norm of each tensor. */
  readonly empty: StationaritySummary;
}

/** L_stationary of candidates between its two marks: the true training set with its best multipliers, and no points at all.
 *
 * @param training  x [n, d] and y [n] of the true training set
 * @throws {ShapeError | DomainError | DtypeError} as `evaluateKkt` and `oracleLoss` do
 * @example (await compareKkt(openReference(), network, candidates, training, { alpha: 100 })).oracle.stationarity
 */
export async function compareKkt(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  training: { readonly x: HostTensor; readonly y: HostTensor },
  options: { readonly alpha?: number | undefined; readonly objective?: ObjectiveKind } = {},
): Promise<KktComparison> {
  const { alpha, objective = 'binary' } = options;
  const sharpness = definedOnly({ alpha });
  const attack = await evaluateKkt(backend, network, candidates, { ...sharpness, objective });
  const oracle = await oracleLoss(backend, network, training, { ...sharpness, objective });
  return {
    alpha: alpha ?? null,
    attack: { stationarity: attack.stationarity, byTensor: attack.byTensor },
    oracle: { stationarity: oracle.loss, byTensor: oracle.byTensor },
    empty: {
      stationarity: parameterNormSquared(network),
      byTensor: mapRecord(parameters(network), sumOfSquares),
    },
  };
}
