import type { Experiment, PointResult, Statement } from '../engine/experiment.ts';
import { describe, estimateAt, format, numbersAt } from '../engine/read-values.ts';
import {
  cpuCifar10,
  cpuMnist,
  type ImageSizes,
  paperCifar10,
  paperMnist,
  reportedSeeds,
  smokeImages,
} from './image-sizes.ts';
import { type OtherAttack, reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, foundShare, foundWords, reconstructionTable } from './reconstruction-table.ts';

/** What becomes of the shift: the attacker does not know it; reads it from the first layer; knows it; or the defender subtracts the mean afterwards. */
export type Treatment = 'secret' | 'estimated' | 'known' | 'undone';

/** What is varied. */
export type ShiftPoint = {
  /** Added to every coordinate after the mean has been subtracted. */
  readonly shift: number;
  readonly treatment: Treatment;
};

/** The paper's study of a secret shift on images.
 *
 * @see Refael et al. 2025, arXiv:2509.21296, the experiment on CIFAR-10
 */
function shiftExperiment(
  name: string,
  title: string,
  cpu: ImageSizes,
  paper: ImageSizes,
  others: readonly OtherAttack[],
): Experiment<ShiftPoint, ImageSizes> {
  const treatment: readonly Treatment[] = ['secret', 'estimated', 'known', 'undone'];
  const grid = { shift: [0, 0.5, 5], treatment };
  return {
    name,
    title,
    about:
      'Training images are shifted by a constant that the attacker does not know, who keeps the pixel range less the public mean as bounds and starts near 0. Beside it an attacker who reads the shift from the first layer, where constant pixels give it away, and two controls: an attacker ' +
      'who knows the shift and moves bounds and start by it, since a shift changes the network, too, and not only what is known; and a mean that is subtracted after the shift, which undoes it. ' +
      'Scores take the shift off candidates and images first, since images that share a large constant are all alike; that favours the attack.',
    scales: {
      smoke: { grid, seeds: [1], sizes: smokeImages },
      cpu: { grid, seeds: reportedSeeds, sizes: cpu },
      paper: { grid, seeds: [1, 2, 3, 4, 5], sizes: paper },
    },
    includes: ({ shift, treatment: one }) => shift !== 0 || one === 'secret',
    stages: reconstructionStages<ShiftPoint>({
      data: ({ shift, treatment: one }) => ({
        ...(shift === 0 ? {} : { shift }),
        ...(one === 'undone' ? { recentre: true } : {}),
      }),
      attack: ({ shift, treatment: one }) =>
        one === 'known' ? { assumedShift: shift } : one === 'estimated' ? { assumedShift: 'estimated' } : {},
      others,
    }),
    summarize: (results, { grid: { shift: shifts } }) => {
      const at = (shift: number, one: Treatment): PointResult<ShiftPoint>[] =>
        results.filter(({ point }) => point.shift === shift && point.treatment === one);
      const control = at(0, 'secret');
      return {
        statements: [
          controlStatement(control),
          ...shifts
            .filter((shift) => shift !== 0)
            .flatMap((shift) => [
              shiftStatement(shift, control, at(shift, 'secret')),
              estimateStatement(shift, control, at(shift, 'secret'), at(shift, 'estimated')),
              secrecyStatement(shift, control, at(shift, 'secret'), at(shift, 'known')),
              undoneStatement(shift, control, at(shift, 'undone')),
            ]),
          blendStatement(shifts, (shift) => at(shift, 'secret')),
        ],
        table: reconstructionTable('shift', results, ({ shift, treatment: one }) =>
          shift === 0 ? 'none' : `${shift}, ${one}`,
        ),
        curves: [],
      };
    },
  };
}

function shiftStatement(shift: number, control: readonly PointResult[], shifted: readonly PointResult[]): Statement {
  const without = foundShare(control);
  const found = foundShare(shifted);
  return {
    claim: `A secret shift of ${shift} keeps training images from being read back.`,
    measured:
      `Median cosine ${describe(estimateAt(shifted, 'score', 'corrected', 'medianCosine'))} with the shift, ${describe(estimateAt(control, 'score', 'corrected', 'medianCosine'))} without; ` +
      `${foundWords(shifted)} images found with it, ${foundWords(control)} without. Agrees if less than half as many are found as without; undecided where the control finds fewer than half.`,
    verdict:
      without === undefined || found === undefined || without < 0.5
        ? 'undecided'
        : found < without / 2
          ? 'agrees'
          : 'disagrees',
  };
}

/** By how much, relative to the shift, an estimate may miss it. */
const near = 0.1;

function estimateStatement(
  shift: number,
  control: readonly PointResult[],
  secret: readonly PointResult[],
  estimated: readonly PointResult[],
): Statement {
  const without = foundShare(control);
  const blind = foundShare(secret);
  const share = foundShare(estimated);
  const told = numbersAt(estimated, 'attack', 'assumedShift');
  const rank = (results: readonly PointResult[]): string => describe(estimateAt(results, 'evidence', 'spanRank'));
  return {
    claim: `A shift of ${shift} stays secret from somebody who has the weights.`,
    measured:
      `From the first layer it is told as ${told.map(format).join(', ') || 'nothing'}. With that, ${foundWords(estimated)} images are found, ${foundWords(secret)} without, ${foundWords(control)} where there is no shift. ` +
      `The visible span of the training set has rank ${rank(estimated)}, ${rank(control)} without a shift. Disagrees if every estimate is within ${100 * near} % of the shift.`,
    verdict:
      told.length === 0 || without === undefined || blind === undefined || share === undefined
        ? 'undecided'
        : told.every((value) => Math.abs(value - shift) <= near * Math.abs(shift))
          ? 'disagrees'
          : 'agrees',
  };
}

function secrecyStatement(
  shift: number,
  control: readonly PointResult[],
  secret: readonly PointResult[],
  known: readonly PointResult[],
): Statement {
  const without = foundShare(control);
  const blind = foundShare(secret);
  const found = foundShare(known);
  const all = [without, blind, found];
  return {
    claim: `What protects images shifted by ${shift} is that the attacker does not know the shift.`,
    measured:
      `${foundWords(known)} images found by an attacker who knows it, ${foundWords(secret)} by one who does not, ${foundWords(control)} without any shift. Agrees if knowing it finds at least half as many as without a shift and at least ` +
      'twice as many as not knowing it; disagrees otherwise: then the shift itself makes the network harder to attack. Undecided where the control finds fewer than half.',
    verdict:
      all.includes(undefined) || without! < 0.5
        ? 'undecided'
        : found! >= without! / 2 && found! >= 2 * blind!
          ? 'agrees'
          : 'disagrees',
  };
}

function undoneStatement(shift: number, control: readonly PointResult[], undone: readonly PointResult[]): Statement {
  const without = foundShare(control);
  const found = foundShare(undone);
  return {
    claim: `Subtracting the mean after a shift of ${shift} undoes the defence.`,
    measured: `${foundWords(undone)} images found, ${foundWords(control)} without any shift. Agrees if at least three quarters as many are found.`,
    verdict:
      without === undefined || found === undefined || without < 0.5
        ? 'undecided'
        : found >= 0.75 * without
          ? 'agrees'
          : 'disagrees',
  };
}

function blendStatement(shifts: readonly number[], at: (shift: number) => readonly PointResult[]): Statement {
  const gainOf = (shift: number, group: string): number | undefined => {
    const single = estimateAt(at(shift), 'score', 'blend', group, 'single')?.value;
    const blended = estimateAt(at(shift), 'score', 'blend', group, 'blended')?.value;
    return single === undefined || blended === undefined || single === 0 ? undefined : 1 - blended / single;
  };
  const gains = shifts.map((shift) => ({ shift, own: gainOf(shift, 'training'), others: gainOf(shift, 'heldOut') }));
  const percent = (share: number | undefined): string =>
    share === undefined ? 'not measured' : `${(100 * share).toFixed(1)} %`;
  const { own, others } = gains.at(-1)!;
  return {
    claim: 'Under a shift, reconstructions look like averages of several training images.',
    measured:
      'How much nearer the best average of up to four images is to a candidate than the best single image: ' +
      `${gains.map(({ shift, ...gain }) => `shift ${shift}: ${percent(gain.own)}, with held-out images ${percent(gain.others)}`).join('; ')}. ` +
      'Agrees if, at the largest shift, it is above 20 % and at least 10 points above that of held-out images. Images are mean-subtracted, so that the average of all training images is 0.',
    verdict:
      own === undefined || others === undefined
        ? 'undecided'
        : own > 0.2 && own > others + 0.1
          ? 'agrees'
          : 'disagrees',
  };
}

/** {@link shiftExperiment} on MNIST. */
export const mnistShift: Experiment<ShiftPoint, ImageSizes> = shiftExperiment(
  'mnist-shift',
  'A secret shift, MNIST',
  cpuMnist,
  paperMnist,
  ['evidence', 'corners'],
);

/** {@link shiftExperiment} on CIFAR-10. */
export const cifarShift: Experiment<ShiftPoint, ImageSizes> = shiftExperiment(
  'cifar-shift',
  'A secret shift, CIFAR-10',
  cpuCifar10,
  paperCifar10,
  // Few pixels of these images are black or white, so that few of them are corners.
  ['evidence'],
);
