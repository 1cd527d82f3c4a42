import type { Preprocessing } from '@noprior/relu-models';
import { type FactPair, findingsSection, type Report, settingSection, textSection } from '@noprior/report';
import type { Certificate } from '../certify/certify-network.ts';
import type { RefineSummary } from '../certify/refine-summary.ts';
import { alternativeSection } from './alternative-section.ts';
import { certifyFindings, certifyLimits } from './certify-findings.ts';
import { boundSection, nearnessSection, radiusSection } from './certify-sections.ts';

/** Everything that the report of a certificate shows. */
export interface CertifyReportInput {
  readonly certificate: Certificate;
  readonly polish: RefineSummary | null;
  readonly preprocessing: Preprocessing | undefined;
  readonly facts: readonly FactPair[];
  readonly footer: readonly string[];
}

/** The report of a certificate: verdict, every number in a sentence, the other set, limits. */
export function makeCertifyReport({ certificate, polish, preprocessing, facts, footer }: CertifyReportInput): Report {
  const findings = certifyFindings(certificate, polish);
  return {
    title: 'Do these weights identify their training set?',
    lead: `${findings[0]!.headline}.`,
    sections: [
      findingsSection('Findings', findings),
      settingSection({
        title: 'Setting',
        facts,
        attackerKnows: [
          'The weights, with the architecture of the network.',
          'That they are near a KKT point, and labels for the points.',
        ],
        attackerLacks: [
          'Any knowledge of the inputs: their range, their norm, what they look like.',
          'Queries, gradients, losses during training, the initial weights.',
        ],
      }),
      nearnessSection(certificate),
      radiusSection(certificate),
      boundSection(certificate),
      alternativeSection(certificate, preprocessing),
      textSection('What this says nothing about', certifyLimits),
    ],
    footer,
  };
}
