import { type Candidates, oracleLoss } from '@noprior/kkt-loss';
import { refineToKkt } from '@noprior/max-margin';
import { type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { type Backend, type HostTensor, makeHostTensor, makeRandom } from '@noprior/tensor';
import { openReference } from '@noprior/tensor-reference';
import {
  type BoundName,
  boundTrials,
  type DistanceAlmostKktBound,
  distanceAlmostKktBound,
  nearSubspaceBound,
  splitRadius,
} from '@noprior/transforms';
import { refinedName } from './polished-name.ts';
import { finiteOrNull, type Quantiles, toQuantiles } from './quantiles.ts';
import type { TheoryContext } from './theory-context.ts';
import { describeCase, type TrainedCase, trainCase } from './trained-case.ts';

/** Trials of one bound on random networks, or one bound on a trained network, before and after the polish. */
export type BoundsCase =
  | { readonly kind: 'random networks'; readonly bound: BoundName; readonly trials: number; readonly seed: number }
  | (TrainedCase & {
      readonly kind: 'trained network';
      readonly targetLoss: number;
      readonly refineSeconds: number;
      readonly directions: number;
    });

/** A bound beside what was measured, trial by trial. */
export interface BoundsRow {
  readonly case: string;
  readonly bound: BoundName;
  readonly seed: number;
  readonly trials: number;
  /** Trials in which the bound is not above what was measured, to 1e-9 relative. */
  readonly hold: number;
  /** Largest predicted / measured - 1; at most 0 if all hold exactly. */
  readonly largestExcess: number;
  /** Trials in which both are infinite: no unit can move, and none does. */
  readonly bothUnbounded: number;
  /** Trials in which only what was measured is infinite. */
  readonly measuredUnbounded: number;
  /** Trials in which both are 0: a unit stands on its kink. */
  readonly bothZero: number;
  /** predicted / measured, over the trials in which both are finite and above 0; `undefined` without any. */
  readonly tightness?: Quantiles;
  /** What was predicted where only the measurement is infinite; `undefined` without any. */
  readonly predictedWhereUnbounded?: Quantiles;
  /** Pairs (predicted, measured) of those trials, to 4 digits; every k-th where there are many. */
  readonly pairs: readonly (readonly [predicted: number, measured: number])[];
}

/** Relative slack for rounding. */
const rounding = 1e-9;
/** Pairs that are kept for the chart. */
const keptPairs = 1000;

type Pair = readonly [predicted: number, measured: number];

/** The rows of one case: one for random networks, two (trained, polished) for a trained network. */
export async function measureBounds(backend: Backend, one: BoundsCase, context: TheoryContext): Promise<BoundsRow[]> {
  if (one.kind === 'random networks') {
    const { bound, trials, seed } = one;
    context.onProgress(`${trials} trials of ${bound}`);
    // Thousands of tiny programs: no backend that compiles is as fast.
    const outcomes = await boundTrials(openReference(), { seed, trials, bounds: [bound] });
    const pairs = outcomes.map(({ predicted, measured }): Pair => [predicted, measured]);
    return [toRow('random networks of 2 to 4 layers', bound, seed, pairs)];
  }
  const { seed, targetLoss, refineSeconds, directions } = one;
  const { training, network } = await trainCase(backend, one, targetLoss, context);
  const { lambda } = await oracleLoss(backend, network, training, { scale: 'sum' });
  const { x, y } = training;
  const before = await pairsOf(backend, toNetworkDtype(network, 'float64'), { x, y, lambda }, seed, directions);
  context.onProgress('polish');
  const polished = await refineToKkt(backend, network, training, { maxSeconds: refineSeconds });
  const after = await pairsOf(backend, polished.network, { x, y, lambda: polished.lambda }, seed, directions);
  return [
    toRow(`${describeCase(one)}, loss ${targetLoss.toExponential()}`, before.bound, seed, before.pairs),
    toRow(`${describeCase(one)}, ${refinedName(polished.residual)}`, after.bound, seed, after.pairs),
  ];
}

/** Bound and ratio test of every point: along random directions orthogonal to the data, or, where these have full span,
 * along the direction in which they are smallest. */
async function pairsOf(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
  seed: number,
  directions: number,
): Promise<{ readonly bound: BoundName; readonly pairs: Pair[] }> {
  const scale = 'sum' as const;
  const near = await nearSubspaceBound(backend, network, candidates, { scale });
  const [count, d] = candidates.x.shape as readonly [number, number];
  const measure = async (along: HostTensor, bounds: readonly { readonly radius: number }[]): Promise<Pair[]> => {
    const perPoint = along.shape[1]!;
    const { pairs } = await splitRadius(backend, network, candidates.x, along);
    return pairs.map(({ radius }, k): Pair => [bounds[Math.floor(k / perPoint)]!.radius, radius]);
  };
  if (near.direction.value > 1e-9) {
    const along = makeHostTensor(near.direction.vector.data, [1, 1, d]);
    const shared = count === 1 ? along : repeat(along, count);
    return { bound: 'near-subspace', pairs: await measure(shared, near.points) };
  }
  const { points, span } = await distanceAlmostKktBound(backend, network, candidates, { scale });
  const drawn = makeRandom(seed)
    .fork('complement')
    .normalTensor([count * directions, d], 1);
  const along = makeHostTensor(complementRows(drawn, span), [count, directions, d]);
  return { bound: 'distance-almost-kkt', pairs: await measure(along, points) };
}

/** Rows without their parts in the span, of length 1; taken out twice, for the rounding of the first time. */
function complementRows({ data, shape }: HostTensor, { basis, rank }: DistanceAlmostKktBound['span']): Float64Array {
  const d = shape.at(-1)!;
  const result = Float64Array.from(data);
  for (let at = 0; at < result.length; at += d) {
    for (let r = 0; r < 2 * rank; r++) {
      const row = (r % rank) * d;
      let part = 0;
      for (let j = 0; j < d; j++) part += result[at + j]! * basis.data[row + j]!;
      for (let j = 0; j < d; j++) result[at + j]! -= part * basis.data[row + j]!;
    }
    const length = Math.hypot(...result.subarray(at, at + d));
    for (let j = 0; j < d; j++) result[at + j]! /= length;
  }
  return result;
}

function repeat({ data, shape }: HostTensor, count: number): HostTensor {
  const d = shape.at(-1)!;
  const rows = new Float64Array(count * d);
  for (let i = 0; i < count; i++) rows.set(data, i * d);
  return makeHostTensor(rows, [count, 1, d]);
}

function toRow(name: string, bound: BoundName, seed: number, pairs: readonly Pair[]): BoundsRow {
  const hold = pairs.filter(([predicted, measured]) => predicted <= measured * (1 + rounding)).length;
  const drawn = pairs.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b) && a > 0 && b > 0);
  const unbounded = pairs.filter(([a, b]) => b === Number.POSITIVE_INFINITY && a < b);
  const every = Math.ceil(drawn.length / keptPairs);
  return {
    case: name,
    bound,
    seed,
    trials: pairs.length,
    hold,
    largestExcess: finiteOrNull(Math.max(-1, ...drawn.map(([a, b]) => a / b - 1)), 3)!,
    bothUnbounded: pairs.filter(([a, b]) => a === Number.POSITIVE_INFINITY && b === a).length,
    measuredUnbounded: unbounded.length,
    bothZero: pairs.filter(([a, b]) => a === 0 && b === 0).length,
    ...(drawn.length === 0 ? {} : { tightness: toQuantiles(drawn.map(([a, b]) => a / b)) }),
    ...(unbounded.length === 0 ? {} : { predictedWhereUnbounded: toQuantiles(unbounded.map(([a]) => a)) }),
    pairs: drawn
      .filter((_, index) => index % every === 0)
      .map(([a, b]) => [finiteOrNull(a, 4)!, finiteOrNull(b, 4)!] as const),
  };
}
