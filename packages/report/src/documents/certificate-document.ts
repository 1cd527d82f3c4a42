import type { Block, ReportDocument, SectionBlock } from '../document/document.ts';
import type { Fact } from '../document/value.ts';
import { findingsSection } from '../sections/findings-section.ts';
import { settingSection } from '../sections/setting-section.ts';
import { alternativeSection, type SetPictures } from './alternative-section.ts';
import { type CertificateFacts, certificateFindings, certificateLimits } from './certificate-findings.ts';
import { boundSection, nearnessSection, radiusSection } from './certificate-sections.ts';

/** Everything that the document of a certificate shows. */
export interface CertificateDocumentInput extends CertificateFacts {
  /** Number of samples of the training set. */
  readonly samples: number;
  /** What was certified: model, data, distance. */
  readonly setting: readonly Fact[];
  /** The points of the other set, where they are to be drawn. */
  readonly pictures?: SetPictures | undefined;
  readonly footer?: readonly string[];
}

/** A certificate as a document: verdict, every number with what it says, the other set, limits.
 *
 * @param options.brief  findings and numbers alone, for a terminal; default false
 * @example renderHtml(certificateDocument({ results, refined: null, otherSamples: false, samples: 20, setting: [] }))
 */
export function certificateDocument(
  input: CertificateDocumentInput,
  options: { readonly brief?: boolean } = {},
): ReportDocument {
  const { results, samples, setting, pictures, footer = [] } = input;
  const findings = certificateFindings(input);
  const numbers = [nearnessSection(results, samples), radiusSection(results), boundSection(results)];
  const title = 'Do these weights identify their training set?';
  const first = findingsSection('Findings', findings);
  if (options.brief === true) return { title, blocks: [first, ...numbers.map(withoutCharts)] };
  const blocks: Block[] = [
    first,
    alternativeSection(results, pictures),
    ...numbers,
    settingSection({
      title: 'Setting',
      facts: setting,
      attackerKnows: [
        'The weights, with the architecture of the network.',
        'That they are near a KKT point, and labels for the points.',
      ],
      attackerLacks: [
        'Any knowledge of the inputs: their range, their norm, what they look like.',
        'Queries, gradients, losses during training, the initial weights.',
      ],
    }),
    {
      kind: 'section',
      title: 'What this says nothing about',
      blocks: [{ kind: 'lists', lists: [{ items: certificateLimits }] }],
    },
  ];
  return { title, lead: `${findings[0]!.headline}.`, blocks, footer };
}

/** A section without its charts: a table beside them has their numbers. */
function withoutCharts(section: SectionBlock): SectionBlock {
  return { ...section, blocks: section.blocks.filter(({ kind }) => kind !== 'bars') };
}
