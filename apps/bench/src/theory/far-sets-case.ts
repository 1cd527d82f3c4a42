import { type Candidates, decomposeResidual, evaluateKkt, parameterNormSquared } from '@noprior/kkt-loss';
import { refineToKkt } from '@noprior/max-margin';
import { margins } from '@noprior/relu-models';
import { type Backend, type DomainError, type HostTensor, hasErrorCode, makeHostTensor } from '@noprior/tensor';
import { type FarCandidates, farKktSet } from '@noprior/transforms';
import { finiteOrNull, type Quantiles, toQuantiles } from './quantiles.ts';
import { secondsLeftText, type TheoryContext } from './theory-context.ts';
import { describeCase, type TrainedCase, trainCase } from './trained-case.ts';

/** KKT sets at a distance, of a polished network. */
export interface FarSetsCase extends TrainedCase {
  readonly targetLoss: number;
  readonly refineSeconds: number;
  readonly distances: readonly number[];
}

/** What came of one distance. */
export interface FarSetRow {
  readonly case: string;
  readonly seed: number;
  readonly distance: number;
  /** `free`: the set is built. `full-span`, `residual`: the distance cannot be reached. `refused`: rounding at that distance
   * carries a unit on its kink across. */
  readonly outcome: 'free' | 'full-span' | 'residual' | 'refused';
  /** The refusal in words. */
  readonly message?: string;
  readonly polish: { readonly residual: number; readonly stopped: string };
  readonly rank: number;
  readonly dimension: number;
  readonly points: number;
  readonly newPoints?: number;
  /** L_stationary by `evaluateKkt` before and after, hard derivatives, and |difference| / before. */
  readonly loss?: number;
  readonly farLoss?: number;
  readonly lossDifference?: number;
  /** Largest |difference| of a parameter tensor's part, relative to itself. */
  readonly lossDifferenceByTensor?: number;
  /** Largest |q' - q| of a new point to the point it came from, relative to the smallest margin. */
  readonly marginDifference?: number;
  /** Residual of the original and of the new set, relative to ||theta||, with the multipliers and the derivatives at kinks that the
   * polish found; new points have the derivatives of the point they came from. */
  readonly clarke?: number;
  readonly farClarke?: number;
  /** Of every new point to the nearest original. */
  readonly distances?: Quantiles;
  /** Pairs of a new point and a unit that is on another side than before. */
  readonly changedUnits?: number;
  /** Where it cannot be reached: what can, and what the theorem promises. */
  readonly reachable?: Quantiles;
  readonly bound?: Quantiles;
}

/** One row for each distance. */
export async function measureFarSets(backend: Backend, one: FarSetsCase, context: TheoryContext): Promise<FarSetRow[]> {
  const { training, network: trained } = await trainCase(backend, one, one.targetLoss, context);
  let shown = 0;
  const polished = await refineToKkt(backend, trained, training, {
    maxSeconds: one.refineSeconds,
    onProgress: ({ iteration, residual, seconds, secondsLeft }) => {
      if (seconds - shown < 5) return;
      shown = seconds;
      context.onProgress(`polish ${iteration}: ${residual.toExponential(2)}, ${secondsLeftText(secondsLeft)}`);
    },
  });
  const { network, lambda } = polished;
  const scale = 'sum' as const;
  const candidates = { x: training.x, y: training.y, lambda };
  const before = await evaluateKkt(backend, network, candidates, { scale });
  const rows: FarSetRow[] = [];
  for (const distance of one.distances) {
    context.onProgress(`distance ${distance}`);
    const facts = {
      case: describeCase(one),
      seed: one.seed,
      distance,
      polish: { residual: digits(polished.residual), stopped: polished.ended },
      points: lambda.data.length,
    };
    const make = (force: boolean) => farKktSet(backend, network, candidates, { distance, scale, seed: 1, force });
    let refused: DomainError | undefined;
    const far = await make(false).catch((error: unknown) => {
      if (!hasErrorCode(error, 'DOMAIN')) throw error;
      refused = error;
      return make(true);
    });
    const { rank, dimension } = far.span;
    const set = far.kind === 'free' ? far : far.set;
    const outcome = refused !== undefined ? 'refused' : far.kind === 'free' ? 'free' : far.reason;
    rows.push({
      ...facts,
      outcome,
      ...(refused === undefined ? {} : { message: refused.message }),
      rank,
      dimension,
      ...(far.kind === 'free'
        ? {}
        : {
            reachable: toQuantiles(far.reachable),
            bound: toQuantiles(far.bound.map(({ radius }) => radius)),
          }),
      ...(set === undefined ? {} : await compare(set)),
    });
  }
  return rows;

  async function compare(set: FarCandidates) {
    const after = await evaluateKkt(backend, network, set.candidates, { scale });
    const q = (await margins(backend, network, candidates)).data;
    const farQ = (await margins(backend, network, set.candidates)).data;
    const origins = nearest(set.candidates.x, training.x);
    const residual = async (of: Candidates, rows: readonly number[]): Promise<number> => {
      const selections = polished.selections.map((s) => takeRows(s, rows));
      const { squared } = await decomposeResidual(backend, network, of, { selections, scale });
      return Math.sqrt(squared / parameterNormSquared(network));
    };
    let marginDifference = 0;
    origins.forEach((origin, k) => {
      marginDifference = Math.max(marginDifference, Math.abs(farQ[k]! - q[origin]!) / before.margins.min);
    });
    return {
      newPoints: origins.length,
      loss: before.stationarity,
      farLoss: after.stationarity,
      lossDifference: digits(Math.abs(after.stationarity - before.stationarity) / before.stationarity),
      lossDifferenceByTensor: digits(Math.max(...Object.values(set.account.changeByTensor))),
      marginDifference: digits(marginDifference),
      clarke: digits(await residual(candidates, [...q.keys()])),
      farClarke: digits(await residual(set.candidates, origins)),
      distances: toQuantiles(set.distances),
      changedUnits: set.account.patterns.changedUnits,
    };
  }
}

/** For every row of `x` the index of the nearest row of `originals`. */
function nearest(x: HostTensor, originals: HostTensor): number[] {
  const d = x.shape[1]!;
  return Array.from({ length: x.shape[0]! }, (_, k) => {
    let best = { index: 0, squared: Number.POSITIVE_INFINITY };
    for (let index = 0; index < originals.shape[0]!; index++) {
      let squared = 0;
      for (let j = 0; j < d; j++) squared += (x.data[k * d + j]! - originals.data[index * d + j]!) ** 2;
      if (squared < best.squared) best = { index, squared };
    }
    return best.index;
  });
}

/** [rows, m] */
function takeRows({ data, shape }: HostTensor, rows: readonly number[]): HostTensor {
  const width = shape[1]!;
  const taken = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries()) taken.set(data.subarray(row * width, (row + 1) * width), at * width);
  return makeHostTensor(taken, [rows.length, width]);
}

function digits(value: number): number {
  return finiteOrNull(value) ?? value;
}
