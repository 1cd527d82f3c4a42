import type { Claim } from '../document/document.ts';
import { formatValue } from '../format-value.ts';

/** What a claim is said of: `shift 0.5, seed 1`; an empty text for a claim without a case. */
export function caseText({ case: facts = [] }: Claim): string {
  return facts.map(({ name, value }) => `${name} ${formatValue(value)}`).join(', ');
}

/** A claim with what it is said of, without a point at its end.
 *
 * @example claimText({ claim: 'It helps.', case: [{ name: 'rank', value: 20 }], ... }) // => 'It helps (rank 20)'
 */
export function claimText(claim: Claim): string {
  const words = claim.claim.replace(/\.$/, '');
  const of = caseText(claim);
  return of === '' ? words : `${words} (${of})`;
}
