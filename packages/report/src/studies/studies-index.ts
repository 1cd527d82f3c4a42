import type { ReportDocument, TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import type { StudyFacts } from './study-facts.ts';

/** The studies of one folder. */
export interface IndexPart {
  readonly title: string;
  /** Its document, from the folder of the index. */
  readonly file: string;
  readonly studies: readonly Pick<StudyFacts, 'title' | 'summary'>[];
}

/** A document of all claims of several folders, and where each is measured.
 *
 * @param others  folders with other results
 * @param footer  how it was made
 */
export function studiesIndex(
  parts: readonly IndexPart[],
  others: readonly string[],
  footer: readonly string[],
): ReportDocument {
  return {
    title: 'Results',
    lead: 'Every claim with the cases in which the measurements agree with it. Its rule and its numbers stand in the document of its study.',
    blocks: [
      claimsTable(parts),
      {
        kind: 'table',
        caption: 'Documents',
        columns: [{ name: 'document' }, { name: 'studies of' }, { name: 'studies' }],
        rows: [
          ...parts.map(({ title, file, studies }) => [`\`${file}\``, title, studies.length]),
          ...others.map((name) => [`\`${name}\``, 'no claims, measurements alone', null]),
        ],
      },
    ],
    footer,
  };
}

/** One row for each claim; a claim about several cases has as many verdicts. */
function claimsTable(parts: readonly IndexPart[]): TableBlock {
  const rows = parts.flatMap(({ studies }) =>
    studies.flatMap(({ title, summary }) => {
      const texts = [...new Set(summary.claims.map(({ claim }) => claim))];
      return texts.map((text): Value[] => {
        const own = summary.claims.filter(({ claim }) => claim === text);
        const count = (verdict: string): number => own.filter((claim) => claim.verdict === verdict).length;
        return [text, title, count('agrees'), count('disagrees'), count('undecided')];
      });
    }),
  );
  return {
    kind: 'table',
    columns: ['claim', 'study', 'agree', 'disagree', 'undecided'].map((name) => ({ name })),
    rows,
  };
}
