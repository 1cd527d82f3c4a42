import type { ClaimsBlock, TableBlock } from '../document/document.ts';
import { caseText } from '../words/claim-text.ts';
import { verdictNames } from '../words/tones.ts';

/** Claims with what they are said of and their verdicts, for the reader who reads nothing else. */
export function claimsTable({ claims }: ClaimsBlock): TableBlock {
  const hasCases = claims.some((claim) => caseText(claim) !== '');
  return {
    kind: 'table',
    columns: [{ name: 'claim' }, ...(hasCases ? [{ name: 'case' }] : []), { name: 'verdict' }],
    rows: claims.map((claim) => [claim.claim, ...(hasCases ? [caseText(claim)] : []), verdictNames[claim.verdict]]),
  };
}
