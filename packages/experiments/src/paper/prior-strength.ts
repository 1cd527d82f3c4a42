import type { Claim, Fact, TableBlock } from '@noprior/report';
import type { Experiment, Setting } from '../engine/experiment.ts';
import { estimateOf } from '../engine/read-values.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { type PriorName, priorNames, priors, publicPerClass } from './priors.ts';
import type { AttackerPrior, ReconstructionKinds } from './reconstruction-kinds.ts';
import { reconstructionPictures } from './reconstruction-pictures.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import {
  controlClaim,
  defenceVerdict,
  foundFacts,
  foundShare,
  type ReconstructionResult,
  reconstructionTable,
} from './reconstruction-table.ts';
import { besideSubspace, subspaceClaim } from './subspace-claim.ts';

/** What is varied. */
export type StrengthPoint = {
  readonly prior: PriorName;
  /** What the defender adds to every coordinate. */
  readonly shift: number;
  /** What the attacker assumes was added. */
  readonly assumedShift: number;
};

const shift = 0.5;

/** Reconstruction against a graded prior: what the paper's reviewers asked for. Pixel range, number of samples, floor of the multipliers
 * and norm each alone, and what the attacker assumes of a shift. */
export const priorStrength: Experiment<StrengthPoint, ImageSizes, ReconstructionKinds> = {
  name: 'prior-strength',
  title: 'How much prior',
  about:
    'One piece of what the attacker brings along is made weaker at a time, on networks of which the attack reads the images back with all that fits. A shift comes in twice: as a belief that is wrong, on ' +
    `images without a shift, so that nothing but the prior differs; and as a fraction that is known of a shift of ${shift}, where the network is another one, too. ` +
    'One piece makes it stronger: a subspace that the images lie in, of the training images themselves, which only an oracle knows, or of public images of the same data set, in which they lie nearly. ' +
    'Points of such a subspace resemble training images without any network, and stand beside.',
  scales: {
    smoke: {
      grid: {
        prior: ['all that fits', 'no box', 'training subspace, rank 20', 'public subspace, rank 50'],
        shift: [0, shift],
        assumedShift: [0, shift],
      },
      seeds: [1],
      sizes: smokeImages,
    },
    cpu: {
      grid: { prior: priorNames, shift: [0, shift], assumedShift: [0, 0.05, 0.1, 0.25, shift] },
      seeds: reportedSeeds,
      sizes: cpuMnist,
    },
    paper: {
      grid: { prior: priorNames, shift: [0, shift], assumedShift: [0, 0.05, 0.1, 0.25, 0.4, shift] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  includes: (point) => point.prior === 'all that fits' || (point.shift === 0 && point.assumedShift === 0),
  stages: reconstructionStages<StrengthPoint>({
    publicPerClass,
    data: (point) => (point.shift === 0 ? {} : { shift: point.shift }),
    attack: ({ prior, assumedShift }, sizes): Partial<AttackerPrior> => ({
      ...priors[prior](sizes),
      ...(assumedShift === 0 ? {} : { assumedShift }),
    }),
  }),
  summarize: (results, setting) => {
    const own = reconstructionTable('prior', results, ({ prior, shift: real, assumedShift }) =>
      real === 0 && assumedShift === 0 ? prior : `shift ${real}, assumed ${assumedShift}`,
    );
    const beside = (part: 'subspace' | 'oracleBound', words: string): TableBlock['rows'] =>
      reconstructionTable('prior', besideSubspace(results, part), ({ prior }) => `${prior}: ${words}`).rows;
    return {
      claims: strengthClaims(results, setting),
      tables: [
        {
          ...own,
          rows: [
            ...own.rows,
            ...beside('subspace', 'points of it without the network'),
            ...beside('oracleBound', 'training images moved into it'),
          ],
        },
      ],
      pictures: reconstructionPictures(results, ({ prior, shift: real, assumedShift }) => [
        { name: 'prior', value: prior },
        { name: 'shift', value: real },
        { name: 'assumed shift', value: assumedShift },
      ]),
    };
  },
};

type StrengthResult = ReconstructionResult<StrengthPoint>;

/** What less prior costs: for each prior but the full one; for each shift that is assumed where there is none; and for each that is
 * assumed in place of the real one. */
function strengthClaims(
  results: readonly StrengthResult[],
  { grid, sizes }: Setting<StrengthPoint, ImageSizes>,
): Claim[] {
  const at = (prior: PriorName, real: number, assumedShift: number): StrengthResult[] =>
    results.filter(({ point }) => point.prior === prior && point.shift === real && point.assumedShift === assumedShift);
  const fits = 'all that fits';
  const control = at(fits, 0, 0);
  const known = at(fits, shift, shift);
  return [
    controlClaim(control),
    ...grid.prior
      .filter((prior) => prior !== fits)
      .map((prior) => {
        const { subspace } = priors[prior](sizes);
        return subspace === undefined
          ? weakerClaim([{ name: 'prior', value: prior }], control, at(prior, 0, 0))
          : subspaceClaim(prior, subspace.rank, control, at(prior, 0, 0));
      }),
    ...grid.assumedShift
      .filter((assumedShift) => assumedShift !== 0)
      .map((assumedShift) =>
        weakerClaim(
          [{ name: 'assumed shift, where there is none', value: assumedShift }],
          control,
          at(fits, 0, assumedShift),
        ),
      ),
    ...grid.assumedShift
      .filter((assumedShift) => assumedShift !== shift)
      .map((assumedShift) =>
        weakerClaim(
          [
            { name: 'shift', value: shift },
            { name: 'assumed shift', value: assumedShift },
          ],
          known,
          at(fits, shift, assumedShift),
        ),
      ),
  ];
}

function weakerClaim(of: readonly Fact[], control: readonly StrengthResult[], own: readonly StrengthResult[]): Claim {
  return {
    claim: 'Reconstruction needs this piece of prior, which is weakened here.',
    case: of,
    rule: 'Agrees if less than half as many images are found as with all that fits and the shift known; undecided where that finds fewer than half of all.',
    measured: [
      ...foundFacts('with less', own),
      {
        name: 'median cosine with less',
        value: estimateOf(own, ({ stages }) => stages.score?.values.corrected.medianCosine),
      },
      ...foundFacts('with all that fits', control),
    ],
    verdict: defenceVerdict(foundShare(control), foundShare(own)),
  };
}
