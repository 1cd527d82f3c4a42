import { basename } from 'node:path';
import { writeFileAtomically } from '@noprior/array-files';
import type { Certificate, Refinement } from '@noprior/certificate';
import { hiddenSizes, inputSize } from '@noprior/relu-models';
import { findingsSection, renderReport, settingSection, textSection } from '@noprior/report';
import { fileChecksum } from '@noprior/run-folder';
import { describeCertificate } from '../certify/describe-certificate.ts';
import type { CertifyCliOptions } from '../commands/certify.ts';
import type { MaxMarginRun } from '../max-margin-command.ts';
import { type RunFacts, readRunPlace } from '../run-record.ts';
import { readVersion } from '../version.ts';
import { alternativeSection } from './alternative-section.ts';
import { certifyFindings, certifyLimits } from './certify-findings.ts';
import { boundSection, nearnessSection, radiusSection } from './certify-sections.ts';

/** The certificate as text, and as a page that can be written. */
export async function certifyReport(
  { model, dataset, perClass, distance, seed, dataSeed, out }: CertifyCliOptions,
  { network, split, match }: MaxMarginRun,
  {
    certificate,
    refinement,
    facts: { device, seconds },
  }: { readonly certificate: Certificate; readonly refinement: Refinement | null; readonly facts: RunFacts },
): Promise<{ readonly text: string; readonly write: (path: string) => Promise<void> }> {
  const { commit, machine, node } = await readRunPlace(device);
  const { backend } = device;
  const { classes } = split.preprocessing;
  const findings = certifyFindings(certificate, refinement);
  const report = {
    title: 'Do these weights identify their training set?',
    lead: `${findings[0]!.headline}.`,
    sections: [
      findingsSection('Findings', findings),
      settingSection({
        title: 'Setting',
        facts: [
          ['model', `${basename(model)}${refinement === null ? '' : ', refined'}`],
          ['network', [inputSize(network), ...hiddenSizes(network), 1].join('-')],
          ['training data', `${dataset}, ${perClass} per label`],
          ...match.warnings.map((warning) => ['warning', warning] as const),
          ['labels', `${classes[0]} (-1) and ${classes[1]} (+1)`],
          ['distance asked for', distance],
        ],
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
      alternativeSection(certificate, split.preprocessing),
      textSection('What this says nothing about', certifyLimits),
    ],
    footer: [
      `noprior ${readVersion()}${commit === null ? '' : `, commit ${commit}`}`,
      `data seed ${dataSeed ?? seed}`,
      `model SHA-256 ${await fileChecksum(model)}`,
      `${backend.name}, ${backend.device}; ${machine.processor}, ${machine.cores} cores; Node ${node}`,
      `${seconds.toFixed(0)} seconds`,
    ],
  };
  return {
    text: describeCertificate(certificate, refinement, out),
    write: (path) => writeFileAtomically(path, renderReport(report)),
  };
}
