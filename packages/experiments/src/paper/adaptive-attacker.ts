import type { Claim } from '@noprior/report';
import type { Experiment } from '../engine/experiment.ts';
import { numbersOf } from '../engine/read-values.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import type { ReconstructionKinds } from './reconstruction-kinds.ts';
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

/** What is varied. */
export type AdaptivePoint = {
  readonly shift: number;
  /** What the attacker tries, or that the first layer is asked. */
  readonly assumedShift: number | 'estimated';
};

/** An attacker who estimates the defender's shift, in two ways: by one attack for every value on a grid, of which the one with the lowest
 * L_KKT, which needs no truth, is kept; and as a free parameter, which the first layer reveals in closed form (`estimateShift`). */
export const adaptiveAttacker: Experiment<AdaptivePoint, ImageSizes, ReconstructionKinds> = {
  name: 'adaptive-attacker',
  title: 'An attacker who guesses the shift',
  about:
    'Images are shifted by a secret constant. The attacker runs the same attack with bounds and start moved by each of several guesses and keeps the guess with the lowest total loss, ' +
    'bounds included; nothing else of the truth is used. The grid has the true shift among its values, which favours the attacker. Beside it an attacker for whom the shift is a free parameter: ' +
    'where a pixel is the same in all images, the weights of that pixel moved by the shift times what the bias moved by, so that the shift is a slope; the attack then runs once, with it.',
  scales: {
    smoke: { grid: { shift: [0, 0.5], assumedShift: [0, 0.5, 'estimated'] }, seeds: [1], sizes: smokeImages },
    cpu: {
      grid: { shift: [0, 0.5, 5], assumedShift: [0, 0.25, 0.5, 1, 5, 'estimated'] },
      seeds: reportedSeeds,
      sizes: cpuMnist,
    },
    paper: {
      grid: { shift: [0, 0.5, 5], assumedShift: [-5, -2, -1, -0.5, 0, 0.25, 0.5, 0.75, 1, 2, 5, 10, 'estimated'] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: reconstructionStages<AdaptivePoint>({
    data: ({ shift }) => (shift === 0 ? {} : { shift }),
    attack: ({ assumedShift }) => (assumedShift === 0 ? {} : { assumedShift }),
  }),
  summarize: (results, { grid, seeds }) => {
    const known = (shift: number): AdaptiveResult[] =>
      results.filter(({ point }) => point.shift === shift && point.assumedShift === shift);
    const guesses = (shift: number): AdaptiveResult[] =>
      results.filter(({ point }) => point.shift === shift && point.assumedShift !== 'estimated');
    const estimated = (shift: number): AdaptiveResult[] =>
      results.filter(({ point }) => point.shift === shift && point.assumedShift === 'estimated');
    const chosen = (shift: number): AdaptiveResult[] =>
      seeds.flatMap((seed) => lowest(guesses(shift).filter((result) => result.seed === seed)) ?? []);
    return {
      claims: [
        controlClaim(known(grid.shift[0]!)),
        ...grid.shift
          .filter((shift) => shift !== 0)
          .map((shift) => adaptiveClaim(shift, chosen(shift), estimated(shift), known(shift))),
      ],
      tables: [
        reconstructionTable('shift, guess', results, ({ shift, assumedShift }) =>
          assumedShift === 'estimated' ? `${shift}, estimated` : `${shift}, guessed ${assumedShift}`,
        ),
      ],
      pictures: reconstructionPictures(results, ({ shift, assumedShift }) => [
        { name: 'shift', value: shift },
        { name: 'assumed shift', value: assumedShift },
      ]),
    };
  },
};

type AdaptiveResult = ReconstructionResult<AdaptivePoint>;

function adaptiveClaim(
  shift: number,
  picked: readonly AdaptiveResult[],
  estimated: readonly AdaptiveResult[],
  known: readonly AdaptiveResult[],
): Claim {
  const shares = [foundShare(picked), foundShare(estimated)].filter((share) => share !== undefined);
  const most = shares.length === 0 ? undefined : Math.max(...shares);
  const assumed = numbersOf(estimated, ({ stages }) => stages.attack?.values.assumedShift);
  return {
    claim: 'The shift stays a defence against an attacker who estimates it.',
    case: [{ name: 'shift', value: shift }],
    rule:
      'The attacker keeps the guess with the lowest loss, or takes the estimate from the first layer. Agrees if both find less than half as many images as with the shift known. ' +
      'Undecided where the known shift finds fewer than half of all: then the shift hides them, and not its secrecy.',
    measured: [
      { name: 'networks', value: picked.length },
      {
        name: 'networks in which the lowest loss picks the shift',
        value: picked.filter(({ point }) => point.assumedShift === shift).length,
      },
      ...picked.map(({ seed, point }) => ({ name: `picked, seed ${seed}`, value: point.assumedShift })),
      ...foundFacts('with the picked guess', picked),
      ...assumed.map((value, index) => ({ name: `estimate, network ${index + 1}`, value })),
      ...foundFacts('with the estimate', estimated),
      ...foundFacts('with the shift known', known),
    ],
    verdict: defenceVerdict(foundShare(known), most),
  };
}

function lowest(results: readonly AdaptiveResult[]): AdaptiveResult | undefined {
  const lossOf = ({ stages }: AdaptiveResult): number => stages.attack?.values.total ?? Number.POSITIVE_INFINITY;
  return results.filter(({ stages }) => stages.attack !== undefined).toSorted((a, b) => lossOf(a) - lossOf(b))[0];
}
