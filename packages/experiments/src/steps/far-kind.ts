import { epsilonDelta } from '@noprior/clarke-residual';
import type { Candidates } from '@noprior/kkt-loss';
import { oracleLoss } from '@noprior/kkt-loss';
import { refineToKkt } from '@noprior/max-margin';
import { quantile } from '@noprior/metrics';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, hasErrorCode } from '@noprior/tensor';
import { farKktSet } from '@noprior/transforms';
import type { JsonObject } from '../engine/json.ts';
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

/** `far`: reads `data` and `network`; other sets that explain the same network, at a distance: L_stationary before and after, and how far
 * the points of each came. */
export const farKind: StepKind<FarParameters> = {
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
    const sets: JsonObject[] = [];
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
): Promise<JsonObject> {
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
