import { type SpanBasis, spanShare } from '@noprior/first-layer-spectrum';
import { type Interval, membershipAuc, quantile, tprAtFpr } from '@noprior/metrics';
import type { HostTensor } from '@noprior/tensor';

/** Shares of samples within a span. */
export interface SpanShares {
  readonly count: number;
  readonly median: number;
  readonly max: number;
  /** Samples with a share of at least {@link visibleShare}. */
  readonly visible: number;
  readonly shares: readonly number[];
}

/** Share of the squared norm within the visible span from which on a sample counts as visible: some point of the span then has a cosine of at
 * least 0.99 with it. Of 100 images of MNIST attacks find next to none that is not (docs/results/attack-power). */
export const visibleShare: number = 0.99 ** 2;

/** The share within the span that the first layer gives away, as a membership score: no attack, no candidates. */
export interface SpanMembership {
  readonly score: 'spanShare';
  /** With the number of training samples above the held-out maximum. */
  readonly training: SpanShares & { readonly aboveHeldOutMax: number };
  readonly heldOut: SpanShares;
  readonly auc: number;
  readonly aucInterval: Interval;
  readonly tprAt1PercentFpr: number;
  readonly tprInterval: Interval;
  /** A share strictly above it says "member". */
  readonly threshold: number;
  readonly falsePositivesAllowed: number;
}

/** Tell training samples from held-out ones by their share within a span.
 *
 * @param training  [n, d]
 * @param heldOut   [k, d], with the same mean subtracted
 */
export function spanMembership(span: SpanBasis, training: HostTensor, heldOut: HostTensor): SpanMembership {
  const members = summarize(spanShare(span, training));
  const others = summarize(spanShare(span, heldOut));
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

function summarize(found: Float64Array): SpanShares {
  const shares = Array.from(found);
  const visible = shares.filter((share) => share >= visibleShare).length;
  return { count: shares.length, median: quantile(shares, 0.5), max: Math.max(...shares), visible, shares };
}
