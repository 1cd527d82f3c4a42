import type { Candidates } from '@noprior/kkt-loss';
import { homogeneityDegree, margins, type ReluNetwork, scaleParameters, toNetworkDtype } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type DirectionFamily, distanceAlmostKktBound, farKktSet, largestSplitRadius } from '@noprior/transforms';
import type { StepKind } from '../../engine/step-kind.ts';
import { loadStepData } from '../../steps/load-parts.ts';
import { type FiveNumbers, toFiveNumbers } from '../five-numbers.ts';
import { loadChosenNetwork, loadMultipliers, type NetworkChoice } from './theory-files.ts';

/** Which network, and how many random directions of each family are tried. */
export type SplitRadiiParameters = NetworkChoice & { readonly directions: number; readonly seed: number };

/** How far `farKktSet` can move the points, orthogonal to the data, with every margin kept. */
export type FarReach = {
  /** `free`: any distance. `residual`: the residual bounds it. `full-span`: no direction is orthogonal to the data. */
  readonly kind: 'free' | 'residual' | 'full-span';
  readonly reachable: FiveNumbers;
  /** What is known beforehand: the distance-almost-KKT bound, or near-subspace where the data have full span. */
  readonly bound: FiveNumbers;
  /** Of the points with positive multipliers. */
  readonly rank: number;
  readonly dimension: number;
};

/** Families of directions that are measured. */
type MeasuredFamily = Extract<DirectionFamily, 'random' | 'complement' | 'search'>;

/** What `split-radii` finds, at smallest margin 1, in units of the input. */
export type SplitRadiiValues = {
  readonly points: number;
  /** Norm of the part of W_1 orthogonal to the data; `null` where the data span R^d. */
  readonly offSpanNorm: number | null;
  /** Largest split radius of each point, by family of directions; `null` where the family has no direction. */
  readonly radii: Readonly<Record<MeasuredFamily, FiveNumbers | null>>;
  readonly far: FarReach;
};

/** Distance that is asked of `farKktSet`: beyond what any trained network allows. */
const farAway = 1e12;

/** `split-radii`: reads `data`, `network` and `multipliers`; how far each training point can be split to both sides inside its activation
 * cell, and how far with every margin kept. */
export const splitRadiiKind: StepKind<SplitRadiiParameters, SplitRadiiValues> = {
  name: 'split-radii',
  version: 1,
  async run({ loss, directions, seed }, context) {
    const { backend } = context;
    const { training } = await loadStepData(context);
    const { lambda } = await loadMultipliers(context);
    const network = await loadChosenNetwork(context, { loss });
    const atMargin1 = await toMargin1(backend, network, training);
    const families = ['random', 'complement', 'search'] as const;
    const { points } = await largestSplitRadius(backend, atMargin1, training.x, { families, directions, seed });
    const radiiOf = (family: MeasuredFamily): FiveNumbers | null => {
      const values = points.flatMap((point) => point.families[family]?.radius ?? []);
      return values.length === 0 ? null : toFiveNumbers(values);
    };
    return {
      points: points.length,
      radii: { random: radiiOf('random'), complement: radiiOf('complement'), search: radiiOf('search') },
      ...(await farReach(backend, atMargin1, { ...training, lambda })),
    };
  },
};

async function toMargin1(
  backend: Backend,
  network: ReluNetwork,
  training: Parameters<typeof margins>[2],
): Promise<ReluNetwork> {
  const exact = toNetworkDtype(network, 'float64');
  const smallest = Math.min(...(await margins(backend, exact, training)).data);
  return scaleParameters(exact, smallest ** (-1 / homogeneityDegree(exact)!));
}

async function farReach(
  backend: Backend,
  network: ReluNetwork,
  candidates: Candidates,
): Promise<Pick<SplitRadiiValues, 'far' | 'offSpanNorm'>> {
  const scale = 'sum' as const;
  // Rounding that carries units across their kinks, far away, changes the set and not how far a cell reaches.
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
      reachable: toFiveNumbers(reachable),
      bound: toFiveNumbers(bound.map(({ radius }) => radius)),
      rank,
      dimension,
    },
    offSpanNorm: proper === undefined ? null : proper.offSpanNorm,
  };
}
