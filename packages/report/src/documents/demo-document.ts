import type { Block, ReportDocument, SectionBlock } from '../document/document.ts';
import { formatNumber } from '../format-number.ts';
import { controlsTableSection } from '../sections/controls-table-section.ts';
import { findingsSection } from '../sections/findings-section.ts';
import { lossSection } from '../sections/loss-section.ts';
import { alternativeSection } from './alternative-section.ts';
import type { DemoFar, DemoImages, DemoKnowledge, DemoSphere } from './demo-facts.ts';
import { farFindings, imageFindings, sphereFindings } from './demo-findings.ts';
import { imageSetting, sphereSetting } from './demo-settings.ts';
import { kktSection } from './kkt-section.ts';
import { attackLossSection, kktComparisonSection } from './score-document.ts';
import { scoreSections } from './score-sections.ts';

/** Everything that the report of the demo shows. */
export interface DemoDocumentInput {
  readonly images: DemoImages;
  readonly sphere: DemoSphere;
  readonly far: DemoFar;
  readonly knowledge: DemoKnowledge;
  readonly footer: readonly string[];
}

/** All parts of the demo as one document.
 *
 * @param options.brief  the findings of each part alone, for a terminal; default false
 */
export function demoDocument(
  { images, sphere, far, knowledge, footer }: DemoDocumentInput,
  { brief = false }: { readonly brief?: boolean } = {},
): ReportDocument {
  const { score } = images;
  const { preprocessing } = images.training.network;
  const part = (finding: SectionBlock, sections: readonly Block[]): Block[] =>
    brief ? [finding] : [finding, ...sections];
  return {
    title: 'What a trained network reveals, and what it cannot',
    lead: `One network from which ${score.training.aboveHeldOutMax} of ${score.training.count} training images can be read back, and one whose weights are explained as well by points that have nothing to do with its data. At the end the first network again, explained by points at distance ${formatNumber(far.results.alternative.asked)}.`,
    blocks: [
      ...part(findingsSection('Images that can be read back', imageFindings(images)), [
        imageSetting(images, knowledge),
        ...scoreSections({
          score,
          training: images.split.training.x,
          heldOut: images.split.heldOut.x,
          candidates: images.attack.candidates.x,
          preprocessing,
        }),
        ...attackLossSection(images.attack.records, images.kkt),
        kktComparisonSection(images.kkt),
      ]),
      ...part(findingsSection('Points that cannot be told from others', sphereFindings(sphere)), [
        sphereSetting(sphere, knowledge),
        ...sphereSections(sphere),
      ]),
      ...part(findingsSection('The same network, explained from afar', farFindings(far)), [
        alternativeSection(far.results, far.points && preprocessing && { points: far.points, preprocessing }),
      ]),
    ],
    footer,
  };
}

function sphereSections({ runs }: DemoSphere): SectionBlock[] {
  return [
    controlsTableSection({
      title: 'Distance of the five best candidates',
      note: 'Mean Euclidean distance of the 5 candidates that come closest to a training point. Chance: random points on the starting sphere, no attack.',
      columns: [
        'starting radius',
        'L_stationary of the attack',
        'oracle loss',
        'to training points',
        'to held-out points',
        'chance',
      ],
      rows: runs.map((run) => [
        run.radius,
        run.kkt.attack.stationarity,
        run.kkt.oracle.stationarity,
        run.meanDistanceOfBest,
        run.heldOutDistance,
        run.chance,
      ]),
    }),
    lossSection({
      title: 'Loss of the attacks',
      note: 'L_stationary over the runs. The dashed line is the oracle loss: the true training set with its best multipliers.',
      series: runs.map(({ radius, attack }) => ({
        name: `from radius ${radius}`,
        points: attack.records.map(({ iteration, values }) => [iteration, values.stationarity!]),
      })),
      reference: [{ name: 'oracle', value: runs[0]!.kkt.oracle.stationarity }],
    }),
    kktSection(
      'L_stationary by tensor, sphere',
      'How much of each parameter tensor the points leave unexplained. With this initialisation most of it is memory of the initial weights, which no data explain.',
      [
        ...runs.map(({ radius, kkt }) => ({ name: `radius ${radius}`, byTensor: kkt.attack.byTensor })),
        { name: 'true training set', byTensor: runs[0]!.kkt.oracle.byTensor },
        { name: 'no points', byTensor: runs[0]!.kkt.empty.byTensor },
      ],
    ),
  ];
}
