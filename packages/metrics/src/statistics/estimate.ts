import type { Interval } from './interval.ts';

/** A number with its uncertainty. */
export interface Estimate {
  readonly value: number;
  /** Independent observations behind it. */
  readonly count: number;
  /** `null` where there are too few observations for one. */
  readonly interval: Interval | null;
}
