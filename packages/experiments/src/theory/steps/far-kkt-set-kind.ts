import { type Candidates, decomposeResidual, evaluateKkt, parameterNormSquared } from '@noprior/kkt-loss';
import { rowOf, takeRows } from '@noprior/linear-algebra';
import { margins, type ReluNetwork } from '@noprior/relu-models';
import { type Backend, type HostTensor, hasErrorCode } from '@noprior/tensor';
import { type FarCandidates, farKktSet } from '@noprior/transforms';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { type FiveNumbers, toFiveNumbers } from '../five-numbers.ts';
import { loadChosenNetwork, loadMultipliers } from './theory-files.ts';

/** How far the points of the new set are to be from the training points. */
export type FarKktSetParameters = { readonly distance: number; readonly seed: number };

/** The new set beside the training set. */
export type FarComparison = {
  readonly points: number;
  /** L_stationary by `evaluateKkt`, hard derivatives, of the training set and of the new one. */
  readonly loss: number;
  readonly farLoss: number;
  /** |farLoss - loss| / loss */
  readonly lossDifference: number;
  /** Largest |difference| of a parameter tensor's part, relative to itself. */
  readonly lossDifferenceByTensor: number;
  /** Largest |q' - q| of a new point to the one it came from, relative to the smallest margin. */
  readonly marginDifference: number;
  /** Residual / ||theta|| of both sets with the multipliers and derivatives of the KKT point; a new point has those of the point it came
   * from. */
  readonly clarke: number;
  readonly farClarke: number;
  /** Of every new point to the nearest training point. */
  readonly distances: FiveNumbers;
  /** Pairs of a new point and a unit that is on another side than before. */
  readonly changedUnits: number;
};

/** What `far-kkt-set` finds. */
export type FarKktSetValues = {
  /** `free`: the set is there. `full-span`, `residual`: the distance cannot be reached. `refused`: rounding at that distance carries a unit
   * across its kink; the set is what `force` builds. */
  readonly outcome: 'free' | 'full-span' | 'residual' | 'refused';
  /** Why it was refused; `null` if it was not. */
  readonly message: string | null;
  /** Points of the training set. */
  readonly points: number;
  /** Of those with positive multipliers. */
  readonly rank: number;
  readonly dimension: number;
  /** `null` where no set was built. */
  readonly set: FarComparison | null;
  /** Distances that can be reached, and what the theorem predicts; `null` where the distance was reached. */
  readonly reachable: FiveNumbers | null;
  readonly bound: FiveNumbers | null;
};

/** `far-kkt-set`: reads `data`, and a KKT point as `network` and `multipliers`; another set at a distance with the same loss and margins. */
export const farKktSetKind: StepKind<FarKktSetParameters, FarKktSetValues> = {
  name: 'far-kkt-set',
  version: 1,
  async run({ distance, seed }, context) {
    const { backend } = context;
    const { training } = await loadStepData(context);
    const network = await loadChosenNetwork(context, { loss: null });
    const { lambda, selections } = await loadMultipliers(context);
    const candidates = { x: training.x, y: training.y, lambda };
    const build = (force: boolean) => farKktSet(backend, network, candidates, { distance, scale: 'sum', seed, force });
    let message: string | null = null;
    const far = await build(false).catch((error: unknown) => {
      if (!hasErrorCode(error, 'DOMAIN')) throw error;
      message = error.message;
      return build(true);
    });
    const set = far.kind === 'free' ? far : far.set;
    return {
      outcome: message !== null ? 'refused' : far.kind === 'free' ? 'free' : far.reason,
      message,
      points: lambda.data.length,
      rank: far.span.rank,
      dimension: far.span.dimension,
      set: set === undefined ? null : await compareSets(backend, network, candidates, selections, set),
      reachable: far.kind === 'free' ? null : toFiveNumbers(far.reachable),
      bound: far.kind === 'free' ? null : toFiveNumbers(far.bound.map(({ radius }) => radius)),
    };
  },
};

async function compareSets(
  backend: Backend,
  network: ReluNetwork,
  original: Candidates,
  selections: readonly HostTensor[],
  { candidates, account, distances }: FarCandidates,
): Promise<FarComparison> {
  const scale = 'sum' as const;
  const before = await evaluateKkt(backend, network, original, { scale });
  const after = await evaluateKkt(backend, network, candidates, { scale });
  const q = (await margins(backend, network, original)).data;
  const farQ = (await margins(backend, network, candidates)).data;
  const origins = nearestRows(candidates.x, original.x);
  const residual = async (of: Candidates, rows: readonly number[]): Promise<number> => {
    const chosen = selections.map((selection) => takeRows(selection, rows));
    const { squared } = await decomposeResidual(backend, network, of, { selections: chosen, scale });
    return Math.sqrt(squared / parameterNormSquared(network));
  };
  return {
    points: origins.length,
    loss: before.stationarity,
    farLoss: after.stationarity,
    lossDifference: Math.abs(after.stationarity - before.stationarity) / before.stationarity,
    lossDifferenceByTensor: Math.max(...Object.values(account.changeByTensor)),
    marginDifference: Math.max(...origins.map((origin, k) => Math.abs(farQ[k]! - q[origin]!) / before.margins.min)),
    clarke: await residual(original, [...q.keys()]),
    farClarke: await residual(candidates, origins),
    distances: toFiveNumbers(distances),
    changedUnits: account.patterns.changedUnits,
  };
}

/** For every row of `x` the index of the nearest row of `originals`. */
function nearestRows(x: HostTensor, originals: HostTensor): number[] {
  const others = Array.from({ length: originals.shape[0]! }, (_, index) => rowOf(originals, index));
  return Array.from({ length: x.shape[0]! }, (_, k) => {
    const row = rowOf(x, k);
    const squared = others.map((other) => other.reduce((sum, value, j) => sum + (row[j]! - value) ** 2, 0));
    return squared.indexOf(Math.min(...squared));
  });
}
