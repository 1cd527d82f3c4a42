import type { MarginSummary } from '@noprior/kkt-loss';
import type { AlternativeSet } from './alternative-set.ts';
import type { Certificate, KktSummary } from './certify-network.ts';
import type { BoundBesideMeasured, BoundMeasurement } from './measure-bounds.ts';
import type { KktMeasurement } from './measure-kkt.ts';
import type { RadiusSummary } from './summarize-radii.ts';
import { toPremise, toVerdict } from './verdict.ts';

/** A certificate as the object that `--json` prints: radii that nothing bounds are `null`.
 *
 * @param about  which weights it is about: those that were given, or those that a polish made of them
 */
export function toResults(certificate: Certificate, about: 'model' | 'polished'): Record<string, unknown> {
  const { radii, bounds, alternative } = certificate;
  const { span } = alternative;
  return {
    verdict: toVerdict(certificate),
    about,
    ...measuredResults(certificate),
    span: {
      rank: span.rank,
      dimension: span.dimension,
      largestSingularValue: span.singularValues[0] ?? 0,
      smallestSingularValue: span.smallestInside?.value ?? 0,
    },
    supportVectors: alternative.support.length,
    radii: {
      points: radii.points,
      families: Object.fromEntries(Object.entries(radii.families).map(([name, summary]) => [name, toFinite(summary)])),
      missing: radii.missing,
    },
    bounds: toBoundResults(bounds),
  };
}

/** The part of the results that is given before a polish, too. */
export function outlineResults(outline: KktSummary): Record<string, unknown> {
  return { verdict: toVerdict(outline), ...measuredResults(outline) };
}

function measuredResults({ kkt, alternative }: KktSummary): Record<string, unknown> {
  return {
    epsilonDelta: toNearness(kkt),
    kinks: kkt.kinks,
    residual: toResidual(kkt),
    alternative: toAlternative(alternative),
  };
}

function toNearness(kkt: KktMeasurement) {
  const { hard, surrogate, clarke, norm, smallestMargin } = kkt;
  return { hard, surrogate, clarke, norm, smallestMargin, premise: toPremise(kkt) };
}

function toResidual({ residual }: KktMeasurement) {
  const { squared, byLayer, orthogonalToData, withinData } = residual;
  return { squared, byLayer, orthogonalToData, withinData };
}

function toAlternative({ kind, asked, tried, set, reachable, refusal }: AlternativeSet) {
  return {
    kind,
    asked,
    tried,
    reachable: reachable === undefined ? null : toFinite(reachable),
    refusal: refusal ?? null,
    set:
      set === undefined
        ? null
        : {
            points: set.candidates.lambda.data.length,
            distances: set.distances,
            stationarity: {
              before: set.account.before.stationarity,
              after: set.account.after.stationarity,
              relativeChange: set.account.stationarityChange,
            },
            clarke: set.clarke ?? null,
            margins: { before: set.account.before.margins, after: set.account.after.margins },
            marginChange: marginChange(set.account.before.margins, set.account.after.margins),
            delta: { before: set.account.before.delta, after: set.account.after.delta },
            patterns: set.account.patterns,
          },
  };
}

/** How far the smallest margin moved, relative to it: dropping points that explain nothing may change the others. */
export function marginChange(before: MarginSummary, after: MarginSummary): number {
  return Math.abs(after.min - before.min) / Math.abs(before.min);
}

function toBoundResults({ nearSubspace, distanceAlmostKkt, deltaAlmostKkt }: BoundMeasurement) {
  const both = ({ promised, measured }: BoundBesideMeasured) => ({
    promised: toFinite(promised),
    measured: toFinite(measured),
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
function toFinite(summary: RadiusSummary): Record<keyof RadiusSummary, number | null> {
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
