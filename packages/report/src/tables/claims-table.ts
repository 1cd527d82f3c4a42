import type { ClaimsBlock, TableBlock } from '../document/document.ts';
import { verdictNames } from '../words/tones.ts';

/** Claims with their verdicts, for the reader who reads nothing else. */
export function claimsTable({ claims }: ClaimsBlock): TableBlock {
  return {
    kind: 'table',
    columns: [{ name: 'claim' }, { name: 'verdict' }],
    rows: claims.map(({ claim, verdict }) => [claim, verdictNames[verdict]]),
  };
}
