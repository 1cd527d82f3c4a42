import type { Experiment, PointResult } from '../engine/experiment.ts';
import { format, numberAt, numbersAt } from '../engine/read-values.ts';
import type { AssumedShift } from '../steps/assumed-shift.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, foundShare, foundWords, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type AdaptivePoint = {
  readonly shift: number;
  /** What the attacker tries, or that the first layer is asked. */
  readonly believed: AssumedShift;
};

/** An attacker who estimates the defender's shift, in two ways: by one attack for every value on a grid, of which the one with the lowest
 * L_KKT, which needs no truth, is kept; and as a free parameter, which the first layer gives away in closed form (`estimateShift`). */
export const adaptiveAttacker: Experiment<AdaptivePoint, ImageSizes> = {
  name: 'adaptive-attacker',
  title: 'An attacker who guesses the shift',
  about:
    'Images are shifted by a secret constant. The attacker runs the same attack with bounds and start moved by each of several guesses and keeps the guess with the lowest total loss, ' +
    'bounds included; nothing else of the truth is used. The grid has the true shift among its values, which favours the attacker. Beside it an attacker for whom the shift is a free parameter: ' +
    'where a pixel is the same in all images, the weights of that pixel moved by the shift times what the bias moved by, so that the shift is a slope; the attack then runs once, with it.',
  scales: {
    smoke: { grid: { shift: [0, 0.5], believed: [0, 0.5, 'estimated'] }, seeds: [1], sizes: smokeImages },
    cpu: {
      grid: { shift: [0, 0.5, 5], believed: [0, 0.25, 0.5, 1, 5, 'estimated'] },
      seeds: reportedSeeds,
      sizes: cpuMnist,
    },
    paper: {
      grid: { shift: [0, 0.5, 5], believed: [-5, -2, -1, -0.5, 0, 0.25, 0.5, 0.75, 1, 2, 5, 10, 'estimated'] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: reconstructionStages<AdaptivePoint>({
    data: ({ shift }) => (shift === 0 ? {} : { shift }),
    attack: ({ believed }) => (believed === 0 ? {} : { assumedShift: believed }),
  }),
  summarize: (results, { grid, seeds }) => {
    const known = (shift: number): PointResult<AdaptivePoint>[] =>
      results.filter(({ point }) => point.shift === shift && point.believed === shift);
    const chosen = (shift: number): PointResult<AdaptivePoint>[] =>
      seeds.flatMap((seed) => lowest(guesses(shift).filter((result) => result.seed === seed)) ?? []);
    const guesses = (shift: number): PointResult<AdaptivePoint>[] =>
      results.filter(({ point }) => point.shift === shift && point.believed !== 'estimated');
    const estimated = (shift: number): PointResult<AdaptivePoint>[] =>
      results.filter(({ point }) => point.shift === shift && point.believed === 'estimated');
    return {
      statements: [
        controlStatement(known(grid.shift[0]!)),
        ...grid.shift
          .filter((shift) => shift !== 0)
          .map((shift) => {
            const picks = chosen(shift);
            const right = picks.filter(({ point }) => point.believed === shift).length;
            const own = estimated(shift);
            const shares = [foundShare(picks), foundShare(own)].filter((share) => share !== undefined);
            const best = foundShare(known(shift));
            const most = shares.length === 0 ? undefined : Math.max(...shares);
            return {
              claim: `A shift of ${shift} stays a defence against an attacker who estimates it.`,
              measured:
                `The lowest loss picks the true shift with ${right} of ${picks.length} seeds (picked: ${picks.map(({ point }) => point.believed).join(', ')}); its candidates find ` +
                `${foundWords(picks)} images. The first layer tells ${numbersAt(own, 'attack', 'assumedShift').map(format).join(', ') || 'nothing'}: ${foundWords(own)} images. With the shift known: ${foundWords(known(shift))}. ` +
                'Agrees if both find less than half as many as with the shift known; undecided where the known shift finds fewer than half of all: then it is the shift, not its secrecy, that hides them.',
              verdict:
                most === undefined || best === undefined || best < 0.5
                  ? ('undecided' as const)
                  : most < best / 2
                    ? ('agrees' as const)
                    : ('disagrees' as const),
            };
          }),
      ],
      table: reconstructionTable('shift, guess', results, ({ shift, believed }) =>
        believed === 'estimated' ? `${shift}, estimated` : `${shift}, guessed ${believed}`,
      ),
      curves: [],
    };
  },
};

function lowest(results: readonly PointResult<AdaptivePoint>[]): PointResult<AdaptivePoint> | undefined {
  const measured = results.filter((result) => numberAt(result, 'attack', 'total') !== undefined);
  return measured.toSorted((a, b) => numberAt(a, 'attack', 'total')! - numberAt(b, 'attack', 'total')!)[0];
}
