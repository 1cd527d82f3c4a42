import { epsilonDelta } from '@noprior/clarke-residual';
import { type Candidates, oracleLoss, parameterNormSquared } from '@noprior/kkt-loss';
import { refineToKkt } from '@noprior/max-margin';
import {
  homogeneityDegree,
  type LabelledData,
  margins,
  type ReluNetwork,
  scaleParameters,
  toNetworkDtype,
  trainNetwork,
} from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type DirectionFamily, distanceAlmostKktBound, farKktSet, largestSplitRadius } from '@noprior/transforms';
import { clarkeLimits } from './clarke-limits.ts';
import { kinkShares } from './kink-shares.ts';
import { refinedName } from './polished-name.ts';
import { finiteOrNull, type Quantiles, toQuantiles } from './quantiles.ts';
import { secondsLeftText, type TheoryContext } from './theory-context.ts';
import { describeCase, startCase, type TrainedCase } from './trained-case.ts';

/** One training, looked at on its way, and the KKT point behind its end. */
export interface TrainingLengthCase extends TrainedCase {
  /** Losses at which it is looked at, falling. */
  readonly targetLosses: readonly number[];
  readonly refineSeconds: number;
}

/** What a point of the training, or the KKT point, has. */
export interface LengthStage {
  /** `loss 1e-5`, or what {@link refinedName} says. */
  readonly name: string;
  /** Mean logistic loss at which it was looked at; `null` for the KKT point. */
  readonly loss: number | null;
  /** Steps from the initialisation; of the polish for the KKT point. */
  readonly iterations: number;
  readonly seconds: number;
  /** ||theta|| and the smallest margin as trained. */
  readonly norm: number;
  readonly smallestMargin: number;
  /** Smallest margin / ||theta||^L. */
  readonly normalizedMargin: number;
  /** eps / ||theta|| by the three derivatives; surrogate with alpha 100 at the network as trained. */
  readonly hard: number;
  readonly surrogate: number;
  readonly clarke: number;
  readonly clarkeLowerBound: number;
  /** delta at smallest margin 1, with the multipliers of the hard and of the Clarke residual. */
  readonly deltaHard: number;
  readonly deltaClarke: number;
  readonly kinkShareAt1e3: number;
  readonly kinkShareAt1e6: number;
  /** ||W_1 off the data||_F at smallest margin 1, `null` where the data span all of R^d. */
  readonly offSpanNorm: number | null;
  /** Largest split radii over the points, by family of directions. */
  readonly radii: Readonly<Partial<Record<DirectionFamily, Quantiles>>>;
  readonly far: FarReach;
}

/** What farKktSet finds: how far points can go, orthogonal to the data, with every margin kept. */
export interface FarReach {
  readonly kind: 'free' | 'residual' | 'full-span';
  readonly reachable: Quantiles;
  /** Promised beforehand: distance-almost-KKT, or near-subspace where the data have full span. */
  readonly bound: Quantiles;
  /** Rank of the span of the points with positive multipliers, and the dimension. */
  readonly rank: number;
  readonly dimension: number;
}

/** One training with its stages. */
export interface TrainingLengthRow {
  readonly case: string;
  readonly seed: number;
  readonly points: number;
  readonly polish: { readonly residual: number; readonly stopped: string; readonly iterations: number };
  readonly stages: readonly LengthStage[];
}

/** Distance that is asked of farKktSet: beyond anything that a trained network allows. */
const farAway = 1e12;
const families: readonly DirectionFamily[] = ['random', 'complement', 'search'];

/** Train from target to target: continued on the same backend it ends with the same bits as in one go. */
export async function measureTrainingLength(
  backend: Backend,
  one: TrainingLengthCase,
  context: TheoryContext,
): Promise<TrainingLengthRow> {
  const { training, start } = await startCase(one, context);
  const stages: LengthStage[] = [];
  let network = start;
  let iterations = 0;
  let seconds = 0;
  for (const targetLoss of one.targetLosses) {
    context.onProgress(`training to ${targetLoss}`);
    const trained = await trainNetwork(backend, network, training, {
      targetLoss,
      dtype: 'float64',
      maxIterations: 200_000,
    });
    network = trained.network;
    iterations += trained.iterations;
    seconds += trained.seconds;
    const { loss } = trained;
    stages.push(
      await measureStage(backend, network, training, context, {
        name: `loss ${targetLoss.toExponential()}`,
        loss,
        iterations,
        seconds,
      }),
    );
  }
  let shown = 0;
  const polished = await refineToKkt(backend, network, training, {
    maxSeconds: one.refineSeconds,
    maxIterations: 5000,
    onProgress: ({ iteration, residual, seconds: since, secondsLeft }) => {
      if (since - shown < 5) return;
      shown = since;
      context.onProgress(`polish ${iteration}: ${residual.toExponential(2)}, ${secondsLeftText(secondsLeft)}`);
    },
  });
  const reached = {
    name: refinedName(polished.residual),
    loss: null,
    iterations: polished.iterations,
    seconds: polished.seconds,
  };
  stages.push(await measureStage(backend, polished.network, training, context, reached, polished.lambda));
  return {
    case: describeCase(one),
    seed: one.seed,
    points: training.y.data.length,
    polish: {
      residual: digits(polished.residual),
      stopped: polished.ended,
      iterations: polished.iterations,
    },
    stages,
  };
}

/** Everything of one stage.
 *
 * @param lambda  [n] multipliers of the KKT point; those of the hard residual are used if not given
 */
async function measureStage(
  backend: Backend,
  trained: ReluNetwork,
  data: LabelledData,
  context: TheoryContext,
  reached: Pick<LengthStage, 'name' | 'loss' | 'iterations' | 'seconds'>,
  lambda?: Candidates['lambda'],
): Promise<LengthStage> {
  context.onProgress(`${reached.name}: residuals`);
  const network = toNetworkDtype(trained, 'float64');
  const q = (await margins(backend, network, data)).data;
  const smallest = Math.min(...q);
  if (!(smallest > 0)) throw new RangeError(`training length: ${reached.name} still has a wrong sample; train further`);
  const degree = homogeneityDegree(network)!;
  const norm = Math.sqrt(parameterNormSquared(network));
  const surrogate = await oracleLoss(backend, network, data, { alpha: 100 });
  const hard = await epsilonDelta(backend, network, data, { derivative: 'hard' });
  const clarke = await epsilonDelta(backend, network, data, { derivative: 'clarke', ...clarkeLimits });
  const [at1e3, at1e6] = await kinkShares(backend, network, data.x, [1e-3, 1e-6]);
  const atMargin1 = scaleParameters(network, smallest ** (-1 / degree));
  const candidates = { x: data.x, y: data.y, lambda: lambda ?? hard.lambda };
  context.onProgress(`${reached.name}: split radii`);
  const { points } = await largestSplitRadius(backend, atMargin1, data.x, { families, directions: 32, seed: 1 });
  const radii: Partial<Record<DirectionFamily, Quantiles>> = {};
  for (const family of families) {
    const values = points.flatMap((point) => point.families[family]?.radius ?? []);
    if (values.length > 0) radii[family] = toQuantiles(values);
  }
  const { far, offSpanNorm } = await farReach(backend, atMargin1, candidates);
  return {
    ...reached,
    seconds: Number(reached.seconds.toFixed(2)),
    norm: digits(norm),
    smallestMargin: digits(smallest),
    normalizedMargin: digits(smallest / norm ** degree),
    hard: digits(hard.relative),
    surrogate: digits(Math.sqrt(surrogate.loss) / norm),
    clarke: digits(clarke.relative),
    clarkeLowerBound: digits((clarke.lowerBound ?? 0) / (clarke.epsilon / clarke.relative)),
    deltaHard: digits(hard.delta),
    deltaClarke: digits(clarke.delta),
    kinkShareAt1e3: digits(at1e3!),
    kinkShareAt1e6: digits(at1e6!),
    offSpanNorm,
    radii,
    far,
  };
}

async function farReach(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
): Promise<{ readonly far: FarReach; readonly offSpanNorm: number | null }> {
  const scale = 'sum' as const;
  // Rounding that carries units on their kink across, far away, changes the set and not how far a cell reaches.
  const found = await farKktSet(backend, network, candidates, { distance: farAway, scale, force: true });
  const { rank, dimension } = found.span;
  const proper =
    found.kind === 'bounded' && found.reason === 'full-span'
      ? undefined
      : await distanceAlmostKktBound(backend, network, candidates, { scale, span: found.span });
  const bound = found.kind === 'bounded' ? found.bound : found.indices.map((index) => proper!.points[index]!);
  const reachable = found.kind === 'bounded' ? found.reachable : found.radii.map((pair) => pair?.radius ?? 0);
  return {
    far: {
      kind: found.kind === 'free' ? 'free' : found.reason,
      reachable: toQuantiles(reachable),
      bound: toQuantiles(bound.map(({ radius }) => radius)),
      rank,
      dimension,
    },
    offSpanNorm: proper === undefined ? null : digits(proper.offSpanNorm),
  };
}

function digits(value: number): number {
  return finiteOrNull(value) ?? value;
}
