import type { Estimate } from '@noprior/metrics';
import type { Claim } from '@noprior/report';

/** The rule of {@link rankVerdict}. */
export const rankRule =
  'Agrees if the interval of the Spearman correlation reaches down to 0, disagrees if it lies above 0.5. The bootstrap draws seeds.';

/** Verdict on the claim that a loss does not tell how good a reconstruction is, from its rank correlation with an error. */
export function rankVerdict(correlation: Estimate | undefined): Claim['verdict'] {
  const interval = correlation?.interval ?? null;
  if (interval === null) return 'undecided';
  if (interval.low <= 0) return 'agrees';
  return interval.low > 0.5 ? 'disagrees' : 'undecided';
}
