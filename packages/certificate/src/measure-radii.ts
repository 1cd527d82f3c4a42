import type { DataSpan } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { makeHostTensor } from '@noprior/tensor';
import { type DirectionFamily, type LargestSplitRadii, largestSplitRadius } from '@noprior/transforms';
import type { CertifyContext } from './certify-context.ts';
import { type RadiusSummary, summarizeRadii } from './radius-summary.ts';

/** How far single points can be split, over families of directions. */
export interface RadiusMeasurement {
  /** Points that were measured, the first ones of the training set. */
  readonly points: number;
  readonly families: Readonly<Partial<Record<DirectionFamily, RadiusSummary>>>;
  /** Families without a direction, and why. */
  readonly missing: LargestSplitRadii['missing'];
  /** For each of the points the best of its random directions. */
  readonly random: readonly { readonly radius: number; readonly logitSlope: number }[];
}

/** Points at once: between two of them there is progress. */
const block = 5;

/** The largest split radius of each family at the points. */
export async function measureRadii(
  network: ReluNetwork,
  span: DataSpan,
  context: CertifyContext,
): Promise<RadiusMeasurement> {
  const { backend, data, seed } = context;
  const [count, d] = data.x.shape as readonly [number, number];
  const measured = Math.min(count, context.radiusPoints);
  const found: LargestSplitRadii['points'][number][] = [];
  let missing: LargestSplitRadii['missing'] = {};
  const began = performance.now();
  for (let begin = 0; begin < measured; begin += block) {
    const end = Math.min(measured, begin + block);
    const left = begin === 0 ? undefined : (((performance.now() - began) / begin) * (measured - begin)) / 1000;
    context.onProgress({ step: 'splitRadii', done: begin, points: measured, secondsLeft: left });
    const x = makeHostTensor(data.x.data.slice(begin * d, end * d), [end - begin, d]);
    const radii = await largestSplitRadius(backend, network, x, { span, seed });
    found.push(...radii.points);
    missing = radii.missing;
  }
  const families: Partial<Record<DirectionFamily, RadiusSummary>> = {};
  for (const family of ['random', 'complement', 'near-null', 'kernel', 'search'] as const) {
    const summary = summarizeRadii(found.flatMap(({ families }) => families[family]?.radius ?? []));
    if (summary !== undefined) families[family] = summary;
  }
  return {
    points: measured,
    families,
    missing,
    random: found.flatMap(({ families: { random } }) =>
      random === undefined ? [] : [{ radius: random.radius, logitSlope: random.result.logitSlope }],
    ),
  };
}
