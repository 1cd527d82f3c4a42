import type { DataSpan } from '@noprior/linear-algebra';
import { margins, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import { deltaAlmostKktLimit, distanceAlmostKktBound, nearSubspaceBound, splitRadius } from '@noprior/transforms';
import type { CertifyContext } from './certify-context.ts';
import type { KktMeasurement } from './measure-kkt.ts';
import type { RadiusMeasurement } from './measure-radii.ts';
import { type RadiusSummary, summarizeRadii } from './radius-summary.ts';

/** What a theorem promises for every support point, beside what was measured there. */
export interface BoundBesideMeasured {
  readonly promised: RadiusSummary;
  readonly measured: RadiusSummary;
}

/** The three bounds; `null` where one does not apply. */
export interface BoundMeasurement {
  /** Along the direction in which the points are smallest, of those in which they are not 0. */
  readonly nearSubspace: (BoundBesideMeasured & { readonly singularValue: number }) | null;
  /** Over directions orthogonal to all points. */
  readonly distanceAlmostKkt: (BoundBesideMeasured & { readonly offSpanNorm: number }) | null;
  /** Along the random direction with the largest radius: the largest split that someone who knows delta lets pass. */
  readonly deltaAlmostKkt: BoundBesideMeasured & { readonly delta: number };
}

/** Compute the bounds of the theorems beside measured split radii.
 *
 * @param complement  [support] measured radius of every support point along its best direction orthogonal to the points
 */
export async function measureBounds(
  network: ReluNetwork,
  kkt: KktMeasurement,
  span: DataSpan,
  radii: RadiusMeasurement,
  complement: ArrayLike<number> | undefined,
  context: CertifyContext,
): Promise<BoundMeasurement> {
  const { backend } = context;
  const { candidates } = kkt;
  context.onProgress({ step: 'bounds' });
  const support = [...candidates.lambda.data.keys()].filter((i) => candidates.lambda.data[i]! > 0);
  const summary = (values: Iterable<number>): RadiusSummary => summarizeRadii(values)!;
  return {
    nearSubspace: await nearSubspace(),
    distanceAlmostKkt: await distanceAlmostKkt(),
    deltaAlmostKkt: await deltaAlmostKkt(),
  };

  async function nearSubspace(): Promise<BoundMeasurement['nearSubspace']> {
    const direction = span.smallestInside;
    if (direction === undefined) return null;
    const bound = await nearSubspaceBound(backend, network, candidates, { direction });
    const shared = makeHostTensor(direction.vector.data, [1, 1, span.dimension]);
    const { pairs } = await splitRadius(backend, network, candidates.x, shared);
    return {
      promised: summary(support.map((i) => bound.points[i]!.radius)),
      measured: summary(support.map((i) => pairs[i]!.radius)),
      singularValue: direction.value,
    };
  }

  async function distanceAlmostKkt(): Promise<BoundMeasurement['distanceAlmostKkt']> {
    if (!span.isProper || complement === undefined) return null;
    const bound = await distanceAlmostKktBound(backend, network, candidates, { span });
    return {
      promised: summary(support.map((i) => bound.points[i]!.radius)),
      measured: summary(Array.from(complement)),
      offSpanNorm: bound.offSpanNorm,
    };
  }

  async function deltaAlmostKkt(): Promise<BoundMeasurement['deltaAlmostKkt']> {
    const q = (await margins(backend, toNetworkDtype(network, 'float64'), candidates)).data;
    const least = Math.min(...q);
    const multipliers = Array.from<number>(candidates.lambda.data);
    const delta = multipliers.reduce((most, lambda, i) => Math.max(most, lambda * (q[i]! - least)), 0);
    const limits = radii.random.map(({ logitSlope }, i) => {
      const slope = candidates.y.data[i]! * logitSlope;
      return deltaAlmostKktLimit({ lambda: multipliers[i]!, slack: q[i]! - least, slope, delta }).a;
    });
    return { promised: summary(limits), measured: summary(radii.random.map(({ radius }) => radius)), delta };
  }
}
