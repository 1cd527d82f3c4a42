import { DomainError } from '@noprior/tensor';
import { requireConfidence, requireSample } from './internal/checks.ts';
import { clopperPearson } from './statistics/clopper-pearson.ts';
import type { Interval } from './statistics/interval.ts';

/** True-positive rate at a bounded false-positive rate, with the numbers behind it. */
export interface TprAtFpr {
  readonly tpr: number;
  /** Clopper-Pearson interval of `tpr`, for the threshold as it is. */
  readonly interval: Interval;
  /** A score strictly above this says "member". */
  readonly threshold: number;
  readonly truePositives: number;
  readonly positives: number;
  readonly falsePositives: number;
  readonly negatives: number;
  /** floor(fpr n): with fewer than 1/fpr negatives it is 0, and the rate is that at no false positive at all. */
  readonly falsePositivesAllowed: number;
}

/** Fraction of members above the (k+1)-th highest score of the non-members, k = floor(fpr n). "Above" is strict, so
 * that ties count against the attack and at most k of the n non-members are called members. No interpolation.
 *
 * With n < 1/fpr negatives k is 0 and the threshold is their maximum; the true false-positive rate of that threshold
 * is then known only to within clopperPearson(0, n), up to 0.16 for n = 20.
 *
 * @param positives  [m] scores of members, high meaning member
 * @param negatives  [n] scores of non-members
 * @param fpr        in [0, 1), for example 0.01
 * @param confidence of the interval, in (0, 1). Default 0.95
 * @returns          the rate, its interval, the threshold and the counts
 * @throws {DomainError} for an empty or non-finite sample, or fpr or confidence out of range
 * @see Carlini et al. 2022, arXiv:2112.03570, TPR at low FPR
 * @example tprAtFpr([0.9, 0.5], [0.6, 0.1], 0.01).tpr // => 0.5
 */
export function tprAtFpr(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  fpr: number,
  confidence: number = 0.95,
): TprAtFpr {
  requireConfidence(confidence, 'tprAtFpr');
  if (!(fpr >= 0 && fpr < 1)) throw new DomainError(`tprAtFpr: fpr must lie in [0, 1), got ${fpr}`);
  const members = requireSample(positives, 'tprAtFpr', 'positives');
  const others = requireSample(negatives, 'tprAtFpr', 'negatives').sort().reverse();
  // 0.29 * 100 is 28.999999999999996: the allowance brings it back to 29.
  const falsePositivesAllowed = Math.min(others.length - 1, Math.floor(fpr * others.length * (1 + 1e-12)));
  const threshold = others[falsePositivesAllowed]!;
  const above = (sample: Float64Array): number =>
    sample.reduce((count, value) => count + (value > threshold ? 1 : 0), 0);
  const truePositives = above(members);
  return {
    tpr: truePositives / members.length,
    interval: clopperPearson(truePositives, members.length, confidence),
    threshold,
    truePositives,
    positives: members.length,
    falsePositives: above(others),
    negatives: others.length,
    falsePositivesAllowed,
  };
}
