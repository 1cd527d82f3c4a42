import { epsilonDelta } from '@noprior/clarke-residual';
import type { Candidates } from '@noprior/kkt-loss';
import { oracleLoss } from '@noprior/kkt-loss';
import { refineToKkt } from '@noprior/max-margin';
import { quantile } from '@noprior/metrics';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, hasErrorCode } from '@noprior/tensor';
import { farKktSet } from '@noprior/transforms';
import type { StepKind } from '../engine/step-kind.ts';
import { loadStepData, loadStepNetwork } from './load-parts.ts';

/** How far to go, and from which point. */
export type FarParameters = {
  /** Distances that are asked for, one set for each. */
  readonly distances: readonly number[];
  /** Iterations that bring the network near a KKT point first; 0 for the network as it was trained. */
  readonly refineIterations: number;
  readonly seed: number;
};

/** One set at a distance. */
export type FarSet = {
  /** That was asked for. */
  readonly distance: number;
  /** `free`: every point is there; `refused`: rounding carries units across their kinks. */
  readonly kind: string;
  /** Why it was refused. */
  readonly reason?: string;
  /** Distances of the points; `null` without a set. */
  readonly reached: { readonly min: number; readonly median: number; readonly max: number } | null;
  /** L_stationary of the training set. */
  readonly before: number | null;
  /** L_stationary of the set. */
  readonly after: number | null;
};

/** What `far` finds. */
export type FarValues = {
  /** L_stationary of the training set with its best multipliers. */
  readonly oracle: number;
  readonly relativeEpsilon: number;
  /** Relative residual of the refined network; `null` without refining. */
  readonly refineResidual: number | null;
  readonly sets: readonly FarSet[];
};

/** `far`: reads `data` and `network`; other sets that explain the same network, at a distance: L_stationary before and after, and how far
 * the points of each came. */
export const farKind: StepKind<FarParameters, FarValues> = {
  name: 'far',
  version: 2,
  async run({ distances, refineIterations, seed }, context) {
    const { backend } = context;
    const trained = await loadStepNetwork(context);
    const { training } = await loadStepData(context);
    const near =
      refineIterations === 0
        ? undefined
        : await refineToKkt(backend, trained, training, { maxIterations: refineIterations, targetResidual: 1e-6 });
    const network = near?.network ?? trained;
    const { lambda, loss } = await oracleLoss(backend, network, training);
    const { relative } = await epsilonDelta(backend, network, training, { derivative: 'hard' });
    const sets: FarSet[] = [];
    for (const distance of distances) {
      sets.push(await oneSet(backend, network, { ...training, lambda }, distance, seed));
    }
    return {
      oracle: loss,
      relativeEpsilon: relative,
      refineResidual: near?.residual ?? null,
      sets,
    };
  },
};

async function oneSet(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  distance: number,
  seed: number,
): Promise<FarSet> {
  try {
    const far = await farKktSet(backend, network, candidates, { distance, seed });
    const set = far.kind === 'free' ? far : far.set;
    if (set === undefined) return { distance, kind: 'full-span', reached: null, before: null, after: null };
    const { before, after } = set.account;
    return {
      distance,
      kind: far.kind,
      reached: {
        min: Math.min(...set.distances),
        median: quantile(set.distances, 0.5),
        max: Math.max(...set.distances),
      },
      before: before.stationarity,
      after: after.stationarity,
    };
  } catch (error) {
    // Rounding carries units across their kinks at this distance; the library refuses, and says which.
    if (!hasErrorCode(error, 'DOMAIN')) throw error;
    return { distance, kind: 'refused', reason: error.message, reached: null, before: null, after: null };
  }
}
