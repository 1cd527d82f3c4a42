import { type MembershipFigures, membershipAuc, quantile, tprAtFpr } from '@noprior/metrics';
import { DomainError, type HostTensor } from '@noprior/tensor';
import { type SpanBasis, spanShare } from './span-coordinates.ts';

/** Span shares of a group of samples. */
export interface SpanShares {
  readonly count: number;
  readonly median: number;
  readonly max: number;
  /** Samples in the estimated span: their share is at least the threshold. */
  readonly inSpan: number;
  readonly shares: readonly number[];
}

/** The span share as a membership score: no attack, no candidates. */
export interface SpanMembership extends MembershipFigures {
  readonly score: 'spanShare';
  /** With the number of training samples above the held-out maximum. */
  readonly training: SpanShares & { readonly aboveHeldOutMax: number };
  readonly heldOut: SpanShares;
}

/** Smallest span share for a sample to count as being in the estimated span: some point of the span then has a cosine of at least 0.99
 * with it. Of 100 images of MNIST attacks find next to none below it (docs/results/attack-power). */
export const inSpanShare: number = 0.99 ** 2;

/** Tell training samples from held-out ones by their span share.
 *
 * @param training  [n, d]
 * @param heldOut   [k, d], with the same mean subtracted
 * @param options.inSpanShare  smallest share that counts as in the span; default {@link inSpanShare}
 * @throws {ShapeError} unless the samples have the dimension of the span
 * @throws {DomainError} for no samples, or a smallest share outside [0, 1]
 * @example spanMembership(estimateSpan(network), training.x, heldOut.x).auc
 */
export function spanMembership(
  span: SpanBasis,
  training: HostTensor,
  heldOut: HostTensor,
  options: { readonly inSpanShare?: number } = {},
): SpanMembership {
  const least = options.inSpanShare ?? inSpanShare;
  if (!(least >= 0 && least <= 1)) {
    throw new DomainError(`spanMembership: inSpanShare must be between 0 and 1, got ${least}`);
  }
  const members = summarize(spanShare(span, training), least);
  const others = summarize(spanShare(span, heldOut), least);
  const { auc, interval: aucInterval } = membershipAuc(members.shares, others.shares);
  const {
    tpr,
    interval: tprInterval,
    threshold,
    falsePositivesAllowed,
  } = tprAtFpr(members.shares, others.shares, 0.01);
  return {
    score: 'spanShare',
    training: { ...members, aboveHeldOutMax: members.shares.filter((share) => share > others.max).length },
    heldOut: others,
    auc,
    aucInterval,
    tprAt1PercentFpr: tpr,
    tprInterval,
    threshold,
    falsePositivesAllowed,
  };
}

function summarize(found: Float64Array, least: number): SpanShares {
  const shares = Array.from(found);
  const inSpan = shares.filter((share) => share >= least).length;
  return { count: shares.length, median: quantile(shares, 0.5), max: Math.max(...shares), inSpan, shares };
}
