import type { Experiment, PointResult, Statement } from './experiment.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { type PriorName, priorNames, priors } from './priors.ts';
import { describe, estimateAt } from './read-values.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, foundShare, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type StrengthPoint = {
  readonly prior: PriorName;
  /** Of the defender's shift. */
  readonly known: number;
};

const shift = 0.5;

/** Reconstruction against a graded prior: what the paper's reviewers asked for. Pixel range, number of samples, floor of the multipliers
 * and norm each alone, and the fraction of a shift that the attacker knows. */
export const priorStrength: Experiment<StrengthPoint, ImageSizes> = {
  name: 'prior-strength',
  title: 'How much prior',
  about:
    `Images are shifted by ${shift}. The attacker knows a fraction of that shift, and moves bounds and start by it; with the whole shift known, one other piece of knowledge ` +
    'at a time is made weaker.',
  scales: {
    smoke: { grid: { prior: ['all that fits', 'no box'], known: [0, 1] }, seeds: [1], sizes: smokeImages },
    cpu: { grid: { prior: priorNames, known: [0, 0.5, 0.9, 1] }, seeds: reportedSeeds, sizes: cpuMnist },
    paper: {
      grid: { prior: priorNames, known: [0, 0.25, 0.5, 0.75, 0.9, 1] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  includes: ({ prior, known }) => prior === 'all that fits' || known === 1,
  stages: reconstructionStages<StrengthPoint>({
    data: () => ({ shift }),
    attack: ({ prior, known }, sizes) => ({
      ...priors[prior](sizes),
      ...(known === 0 ? {} : { believedShift: known * shift }),
    }),
  }),
  summarize: (results, { grid }) => {
    const at = (prior: PriorName, known: number): PointResult<StrengthPoint>[] =>
      results.filter(({ point }) => point.prior === prior && point.known === known);
    const control = at('all that fits', 1);
    return {
      statements: [
        controlStatement(control),
        ...grid.known
          .filter((known) => known !== 1)
          .map((known) => weaker(`${100 * known} % of the shift known`, control, at('all that fits', known))),
        ...grid.prior.filter((prior) => prior !== 'all that fits').map((prior) => weaker(prior, control, at(prior, 1))),
      ],
      table: reconstructionTable('prior', results, ({ prior, known }) =>
        known === 1 ? prior : `${100 * known} % of the shift known`,
      ),
      curves: [],
    };
  },
};

function weaker(name: string, control: readonly PointResult[], own: readonly PointResult[]): Statement {
  const all = foundShare(control);
  const found = foundShare(own);
  return {
    claim: `Reconstruction needs this piece of prior; weakened: ${name}.`,
    measured:
      `${describe(estimateAt(own, 'score', 'corrected', 'aboveHeldOutMax'))} images found, median cosine ${describe(estimateAt(own, 'score', 'corrected', 'medianCosine'))}; ` +
      `with all that fits ${describe(estimateAt(control, 'score', 'corrected', 'aboveHeldOutMax'))}. Agrees if less than half as many are found.`,
    verdict:
      all === undefined || found === undefined || all < 0.5 ? 'undecided' : found < all / 2 ? 'agrees' : 'disagrees',
  };
}
