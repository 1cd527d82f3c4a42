import type { Interval } from './statistics/interval.ts';

/** How well a score separates members from non-members: {@link membershipAuc} and {@link tprAtFpr} at 1 %, with their intervals. */
export interface MembershipFigures {
  readonly auc: number;
  readonly aucInterval: Interval;
  readonly tprAt1PercentFpr: number;
  readonly tprInterval: Interval;
  /** A score strictly above it says "member". */
  readonly threshold: number;
  /** How many others may be above it. */
  readonly falsePositivesAllowed: number;
}
