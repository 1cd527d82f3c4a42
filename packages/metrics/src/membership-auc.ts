import { DomainError } from '@noprior/tensor';
import { requireConfidence, requireSample } from './internal/checks.ts';
import type { Interval } from './statistics/interval.ts';
import { normalQuantile } from './statistics/normal-quantile.ts';

/** Options of {@link membershipAuc}. */
export interface MembershipAucOptions {
  /** Nominal coverage in (0, 1). Default 0.95. */
  readonly confidence?: number;
  /** `'score'` (default): all t with |AUC - t| <= z sqrt(V(t)), V being Hanley and McNeil's variance with m - 1 and
   * n - 1 both replaced by (m + n)/2 - 1; never empty and of positive width even at AUC = 0 or 1.
   * `'delong'`: AUC +- z times the standard error from the placement values, cut to [0, 1]; zero width at 0 and 1. */
  readonly method?: 'score' | 'delong';
}

/** An area under the ROC curve with its interval. */
export interface MembershipAuc {
  readonly auc: number;
  readonly interval: Interval;
  readonly positives: number;
  readonly negatives: number;
}

/** Probability that a member scores above a non-member, ties counting half (Mann-Whitney U / mn). 0.5 is chance.
 *
 * The intervals take images as independent; scores that share one candidate are not quite.
 *
 * @param positives  [m] scores of members, high meaning member
 * @param negatives  [n] scores of non-members
 * @returns          AUC in [0, 1] with its interval
 * @throws {DomainError} for an empty or non-finite sample, a confidence outside (0, 1), or fewer than two scores on
 *                       either side with 'delong'
 * @see Newcombe 2006, doi:10.1002/sim.2324 (method 5); DeLong et al. 1988, doi:10.2307/2531595
 * @example membershipAuc([0.9, 0.8], [0.1, 0.8]).auc // => 0.875
 */
export function membershipAuc(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  options: MembershipAucOptions = {},
): MembershipAuc {
  const { confidence = 0.95, method = 'score' } = options;
  requireConfidence(confidence, 'membershipAuc');
  const members = requireSample(positives, 'membershipAuc', 'positives').sort();
  const others = requireSample(negatives, 'membershipAuc', 'negatives').sort();
  if (method === 'delong' && Math.min(members.length, others.length) < 2) {
    throw new DomainError(
      `membershipAuc: the delong interval needs at least two scores on either side, got ${members.length} and ` +
        `${others.length}; use the score interval`,
    );
  }
  const placements = placementValues(members, others);
  const auc = mean(placements);
  const z = normalQuantile(0.5 + confidence / 2);
  const interval =
    method === 'delong'
      ? delongInterval(auc, placements, placementValues(others, members), z, confidence)
      : scoreInterval(auc, members.length, others.length, z, confidence);
  return { auc, interval, positives: members.length, negatives: others.length };
}

/** For each value the fraction of the other sample below it, ties counting half. Both samples are sorted. */
function placementValues(values: Float64Array, others: Float64Array): Float64Array {
  let below = 0;
  let notAbove = 0;
  return values.map((value) => {
    while (below < others.length && others[below]! < value) below++;
    while (notAbove < others.length && others[notAbove]! <= value) notAbove++;
    return (below + notAbove) / (2 * others.length);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased variance of the mean of two or more values. */
function varianceOfMean(values: Float64Array): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1) / values.length;
}

function delongInterval(
  auc: number,
  ofMembers: Float64Array,
  ofOthers: Float64Array,
  z: number,
  confidence: number,
): Interval {
  const width = z * Math.sqrt(varianceOfMean(ofMembers) + varianceOfMean(ofOthers));
  return { low: Math.max(0, auc - width), high: Math.min(1, auc + width), confidence, method: 'delong' };
}

function scoreInterval(auc: number, m: number, n: number, z: number, confidence: number): Interval {
  const extra = Math.max(0, (m + n) / 2 - 1);
  const inside = (t: number): boolean => {
    const variance = (t * (1 - t) * (1 + extra * ((1 - t) / (2 - t) + t / (1 + t)))) / (m * n);
    return (auc - t) ** 2 <= z * z * variance;
  };
  return { low: edge(inside, 0, auc), high: edge(inside, 1, auc), confidence, method: 'score' };
}

/** Where `inside` changes between an outer and an inner point, by bisection. */
function edge(inside: (t: number) => boolean, outer: number, inner: number): number {
  if (outer === inner) return outer;
  let out = outer;
  let within = inner;
  for (let step = 0; step < 1100; step++) {
    const middle = (out + within) / 2;
    if (middle === out || middle === within) break;
    if (inside(middle)) within = middle;
    else out = middle;
  }
  return (out + within) / 2;
}
