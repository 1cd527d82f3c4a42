import type { Experiment, PointResult } from './experiment.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { describe, estimateAt, numberAt } from './read-values.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, foundShare, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type AdaptivePoint = {
  readonly shift: number;
  /** What the attacker tries. */
  readonly believed: number;
};

/** An attacker who estimates the defender's shift: one attack for every value on a grid, of which the one with the lowest L_KKT,
 * which needs no truth, is kept. */
export const adaptiveAttacker: Experiment<AdaptivePoint, ImageSizes> = {
  name: 'adaptive-attacker',
  title: 'An attacker who guesses the shift',
  about:
    'Images are shifted by a secret constant. The attacker runs the same attack with bounds and start moved by each of several guesses and keeps the guess with the lowest total loss, ' +
    'bounds included; nothing else of the truth is used. The grid has the true shift among its values, which favours the attacker.',
  scales: {
    smoke: { grid: { shift: [0, 0.5], believed: [0, 0.5] }, seeds: [1], sizes: smokeImages },
    cpu: {
      grid: { shift: [0, 0.5, 5], believed: [-0.5, 0, 0.25, 0.5, 1, 2, 5] },
      seeds: reportedSeeds,
      sizes: cpuMnist,
    },
    paper: {
      grid: { shift: [0, 0.5, 5], believed: [-5, -2, -1, -0.5, 0, 0.25, 0.5, 0.75, 1, 2, 5, 10] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: reconstructionStages<AdaptivePoint>({
    data: ({ shift }) => (shift === 0 ? {} : { shift }),
    attack: ({ believed }) => (believed === 0 ? {} : { believedShift: believed }),
  }),
  summarize: (results, { grid, seeds }) => {
    const known = (shift: number): PointResult<AdaptivePoint>[] =>
      results.filter(({ point }) => point.shift === shift && point.believed === shift);
    const chosen = (shift: number): PointResult<AdaptivePoint>[] =>
      seeds.flatMap(
        (seed) => lowest(results.filter((result) => result.point.shift === shift && result.seed === seed)) ?? [],
      );
    return {
      statements: [
        controlStatement(known(grid.shift[0]!)),
        ...grid.shift.map((shift) => {
          const picks = chosen(shift);
          const right = picks.filter(({ point }) => point.believed === shift).length;
          const found = foundShare(picks);
          const best = foundShare(known(shift));
          return {
            claim: `A shift of ${shift} stays a defence against an attacker who guesses it.`,
            measured:
              `The lowest loss picks the true shift with ${right} of ${picks.length} seeds (picked: ${picks.map(({ point }) => point.believed).join(', ')}); its candidates find ` +
              `${describe(estimateAt(picks, 'score', 'corrected', 'aboveHeldOutMax'))} images, with the shift known ${describe(estimateAt(known(shift), 'score', 'corrected', 'aboveHeldOutMax'))}. ` +
              'Agrees if the pick finds less than half as many; undecided where the known shift finds fewer than half of all.',
            verdict:
              found === undefined || best === undefined || best < 0.5
                ? ('undecided' as const)
                : found < best / 2
                  ? ('agrees' as const)
                  : ('disagrees' as const),
          };
        }),
      ],
      table: reconstructionTable('shift, guess', results, ({ shift, believed }) => `${shift}, guessed ${believed}`),
      curves: [],
    };
  },
};

function lowest(results: readonly PointResult<AdaptivePoint>[]): PointResult<AdaptivePoint> | undefined {
  const measured = results.filter((result) => numberAt(result, 'attack', 'total') !== undefined);
  return measured.toSorted((a, b) => numberAt(a, 'attack', 'total')! - numberAt(b, 'attack', 'total')!)[0];
}
