import type { Claim } from '@noprior/report';
import type { Experiment } from '../engine/experiment.ts';
import { estimateOf } from '../engine/read-values.ts';
import { type AttackKinds, type AttackStudyResult, attackStages } from './attack-stages.ts';
import { foundFact, foundTable } from './attack-table.ts';
import { type AttackedNetwork, usualNetwork } from './attacked-network.ts';
import { attackParameters, type MethodLimits, methodSeconds } from './methods.ts';

/** What is varied. */
export type ReconstructionPoint = { readonly dataset: string };

interface ReconstructionSizes extends MethodLimits {
  readonly network: Omit<AttackedNetwork, 'dataset'>;
}

const run = { method: 'kkt', start: 'drawn', knowledge: 'estimated' } as const;
const network = { ...usualNetwork, images: 20 };

/** The preset `adam-box` on digits and on drawn strokes. */
export const kktReconstruction: Experiment<ReconstructionPoint, ReconstructionSizes, AttackKinds> = {
  name: 'kkt-reconstruction',
  title: 'The KKT attack on 20 images',
  about:
    'Train, attack with the preset `adam-box`, score: 20 images, 80 candidates, 2,500 iterations. The glyphs are procedural pen strokes, so this runs without any download.',
  scales: {
    smoke: {
      grid: { dataset: ['glyphs'] },
      seeds: [1, 2],
      sizes: { network: { ...network, images: 6, hidden: [50, 50], targetLoss: 1e-3 }, maxIterations: 30 },
    },
    cpu: { grid: { dataset: ['mnist', 'glyphs'] }, seeds: [1, 2, 3], sizes: { network } },
    paper: { grid: { dataset: ['mnist', 'glyphs'] }, seeds: [1, 2, 3, 4, 5], sizes: { network } },
  },
  stages: attackStages<ReconstructionPoint, ReconstructionSizes>({
    network: networkOf,
    attack: (point, sizes) => attackParameters(run, networkOf(point, sizes), sizes),
    seconds: (point, sizes) => methodSeconds(run, networkOf(point, sizes), sizes),
  }),
  summarize: (results) => ({
    claims: [controlClaim(results)],
    tables: [foundTable('data', results, ({ dataset }) => dataset)],
  }),
};

function networkOf({ dataset }: ReconstructionPoint, { network: rest }: ReconstructionSizes): AttackedNetwork {
  return { ...rest, dataset };
}

function controlClaim(results: readonly AttackStudyResult[]): Claim {
  const found = estimateOf(results, ({ stages }) => stages.score?.values.found);
  const images = estimateOf(results, ({ stages }) => stages.score?.values.images);
  return {
    claim: 'Control: the KKT attack finds nearly all of 20 images.',
    rule: 'Agrees if it finds at least nine tenths of them, in the mean over data and seeds.',
    measured: [{ name: 'training images', value: images }, foundFact('images found', results)],
    verdict:
      found === null || images === null ? 'undecided' : found.value >= 0.9 * images.value ? 'agrees' : 'disagrees',
  };
}
