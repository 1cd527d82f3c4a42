import type { MarginSummary } from '@noprior/kkt-loss';
import type { RefineResult } from '@noprior/max-margin';
import type { DirectionFamily, PatternCheck } from '@noprior/transforms';
import type { AlternativeSet, BuiltSet, RoundingRefusal } from './alternative-set.ts';
import type { Certificate, KktSummary } from './certify-network.ts';
import type { BoundBesideMeasured, BoundMeasurement } from './measure-bounds.ts';
import type { KktMeasurement } from './measure-kkt.ts';
import type { RadiusSummary } from './radius-summary.ts';
import type { Refinement } from './refine-for-certificate.ts';
import { type Premise, toPremise, toVerdict, type Verdict } from './verdict.ts';

/** Radii as JSON has them: `null` where nothing bounds them. */
export type RadiusResults = Readonly<Record<keyof RadiusSummary, number | null>>;

/** The part of the results that the verdict needs. */
export interface KktResults {
  readonly verdict: Verdict;
  readonly epsilonDelta: Pick<KktMeasurement, 'hard' | 'surrogate' | 'clarke' | 'norm' | 'smallestMargin'> & {
    readonly premise: Premise;
  };
  readonly kinks: KktMeasurement['kinks'];
  readonly residual: Pick<KktMeasurement['residual'], 'squared' | 'byLayer' | 'orthogonalToData' | 'withinData'>;
  readonly alternative: AlternativeResults;
  /** Of the points with a positive multiplier. */
  readonly span: {
    readonly rank: number;
    readonly dimension: number;
    readonly largestSingularValue: number;
    readonly smallestSingularValue: number;
  };
  /** Points with a positive multiplier. */
  readonly supportVectors: number;
}

/** Another set, or why there is none. */
export interface AlternativeResults extends Pick<AlternativeSet, 'kind' | 'asked' | 'tried'> {
  readonly reachable: RadiusResults | null;
  readonly refusal: RoundingRefusal | null;
  readonly set: BuiltSetResults | null;
}

/** Two numbers of the training set and of the other set. */
interface BeforeAfter<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** A set that was built. */
export interface BuiltSetResults extends Pick<BuiltSet, 'distances'> {
  readonly points: number;
  readonly stationarity: BeforeAfter<number> & { readonly relativeChange: number };
  readonly clarke: BeforeAfter<number> | null;
  readonly margins: BeforeAfter<MarginSummary>;
  readonly marginChange: number;
  readonly delta: BeforeAfter<number>;
  readonly patterns: PatternCheck;
}

/** Which weights a certificate is about: those that were given, or those that a refinement made of them. */
export type CertificateSubject = 'model' | 'refined';

/** A certificate as plain JSON. */
export interface CertificateResults extends KktResults {
  readonly about: CertificateSubject;
  readonly radii: {
    readonly points: number;
    readonly families: Readonly<Partial<Record<DirectionFamily, RadiusResults>>>;
    readonly missing: Certificate['radii']['missing'];
  };
  readonly bounds: {
    readonly nearSubspace: (BoundResults & { readonly singularValue: number }) | null;
    readonly distanceAlmostKkt: (BoundResults & { readonly offSpanNorm: number }) | null;
    readonly deltaAlmostKkt: BoundResults & { readonly delta: number };
  };
}

/** What a theorem promises, beside what was measured. */
export interface BoundResults {
  readonly promised: RadiusResults;
  readonly measured: RadiusResults;
}

/** A certificate as plain JSON: radii that nothing bounds are `null`.
 *
 * @param about  which weights it is about
 */
export function certificateResults(certificate: Certificate, about: CertificateSubject): CertificateResults {
  const { radii, bounds } = certificate;
  const { verdict, ...measured } = kktResults(certificate);
  return {
    verdict,
    about,
    ...measured,
    radii: {
      points: radii.points,
      families: Object.fromEntries(
        Object.entries(radii.families).map(([name, summary]) => [name, radiusResults(summary)]),
      ),
      missing: radii.missing,
    },
    bounds: toBoundResults(bounds),
  };
}

/** How a refinement ended, and how things stood before it. */
export interface RefinementResults
  extends Pick<RefineResult, 'residual' | 'kinkTolerance' | 'iterations' | 'ended' | 'seconds'> {
  readonly before: KktResults;
}

/** A refinement as plain JSON. */
export function refinementResults(refinement: Refinement): RefinementResults {
  const { residual, kinkTolerance, iterations, ended, seconds, before } = refinement;
  return { residual, kinkTolerance, iterations, ended, seconds, before: kktResults(before) };
}

/** A summary as plain JSON. */
export function kktResults(summary: KktSummary): KktResults {
  const { hard, surrogate, clarke, norm, smallestMargin, kinks, residual } = summary.kkt;
  const { squared, byLayer, orthogonalToData, withinData } = residual;
  const { span, support } = summary.alternative;
  return {
    verdict: toVerdict(summary),
    epsilonDelta: { hard, surrogate, clarke, norm, smallestMargin, premise: toPremise(summary.kkt) },
    kinks,
    residual: { squared, byLayer, orthogonalToData, withinData },
    alternative: toAlternativeResults(summary.alternative),
    span: {
      rank: span.rank,
      dimension: span.dimension,
      largestSingularValue: span.singularValues[0] ?? 0,
      smallestSingularValue: span.smallestInside?.value ?? 0,
    },
    supportVectors: support.length,
  };
}

function toAlternativeResults({ kind, asked, tried, set, reachable, refusal }: AlternativeSet): AlternativeResults {
  return {
    kind,
    asked,
    tried,
    reachable: reachable === undefined ? null : radiusResults(reachable),
    refusal: refusal ?? null,
    set: set === undefined ? null : toSetResults(set),
  };
}

function toSetResults({ candidates, distances, account, clarke }: BuiltSet): BuiltSetResults {
  const { before, after, stationarityChange, patterns } = account;
  return {
    points: candidates.lambda.data.length,
    distances,
    stationarity: { before: before.stationarity, after: after.stationarity, relativeChange: stationarityChange },
    clarke: clarke ?? null,
    margins: { before: before.margins, after: after.margins },
    marginChange: marginChange(before.margins, after.margins),
    delta: { before: before.delta, after: after.delta },
    patterns,
  };
}

/** How far the smallest margin moved, relative to it: points without a multiplier are no part of the other set, which may move the other
 * margins of the summary. */
function marginChange(before: MarginSummary, after: MarginSummary): number {
  return Math.abs(after.min - before.min) / Math.abs(before.min);
}

function toBoundResults({ nearSubspace, distanceAlmostKkt, deltaAlmostKkt }: BoundMeasurement) {
  const both = ({ promised, measured }: BoundBesideMeasured): BoundResults => ({
    promised: radiusResults(promised),
    measured: radiusResults(measured),
  });
  return {
    nearSubspace: nearSubspace && { ...both(nearSubspace), singularValue: nearSubspace.singularValue },
    distanceAlmostKkt: distanceAlmostKkt && {
      ...both(distanceAlmostKkt),
      offSpanNorm: distanceAlmostKkt.offSpanNorm,
    },
    deltaAlmostKkt: { ...both(deltaAlmostKkt), delta: deltaAlmostKkt.delta },
  };
}

/** JSON has no infinity. */
function radiusResults(summary: RadiusSummary): RadiusResults {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { count, min, p10, median, p90, max, zero, unbounded } = summary;
  return {
    count,
    min: finite(min),
    p10: finite(p10),
    median: finite(median),
    p90: finite(p90),
    max: finite(max),
    zero,
    unbounded,
  };
}
