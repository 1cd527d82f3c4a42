import { spearman } from '../statistics/spearman.ts';
import type { Experiment, PointResult } from './experiment.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { type PriorName, priors } from './priors.ts';
import { rankRule, rankVerdict } from './rank-verdict.ts';
import { describe, estimateAt, groupBy, numberAt } from './read-values.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type EqualLossPoint = {
  readonly prior: PriorName;
  /** L_KKT at which all stop, as a multiple of the oracle loss. */
  readonly factor: number;
};

const compared: readonly PriorName[] = [
  'all that fits',
  'box 10 times as wide',
  'no box',
  'start at norm 10',
  'nothing: no box, no floor, start at norm 10',
];

/** All priors stopped at the same L_KKT, then compared, beside the loss of the true set: is the loss or the prior what tells? */
export const equalLoss: Experiment<EqualLossPoint, ImageSizes> = {
  name: 'equal-loss',
  title: 'Equal loss, unequal images',
  about:
    'Attacks with several priors on the same networks, each stopped as soon as its L_KKT is the same multiple of the loss that the true training set has with its best multipliers ' +
    '(surrogate derivative). Runs that do not get there end with their iterations, and are counted.',
  scales: {
    smoke: { grid: { prior: ['all that fits', 'no box'], factor: [2, 1.1] }, seeds: [1], sizes: smokeImages },
    cpu: { grid: { prior: compared, factor: [1.5, 1.1] }, seeds: reportedSeeds, sizes: cpuMnist },
    paper: { grid: { prior: compared, factor: [2, 1.5, 1.2, 1.1, 1.05] }, seeds: [1, 2, 3, 4, 5], sizes: paperMnist },
  },
  stages: reconstructionStages<EqualLossPoint>({
    attack: ({ prior, factor }, sizes) => ({ ...priors[prior](sizes), targetFactor: factor }),
  }),
  summarize: (results, { grid }) => {
    const reached = (members: readonly PointResult[]): PointResult[] =>
      members.filter(({ stages }) => stages.attack?.values.ended === 'targetLoss');
    const lowest = Math.min(...grid.factor);
    const ended = reached(results.filter(({ point }) => point.factor === lowest));
    const cosines = groupBy(ended as PointResult<EqualLossPoint>[], ({ prior }) => prior).flatMap(
      ({ results: members }) => estimateAt(members, 'score', 'corrected', 'medianCosine')?.value ?? [],
    );
    const pairs = results.flatMap((result) => {
      const loss = numberAt(result, 'attack', 'total');
      const oracle = numberAt(result, 'oracle', 'surrogateLoss');
      const cosine = numberAt(result, 'score', 'corrected', 'medianCosine');
      return loss === undefined || oracle === undefined || cosine === undefined
        ? []
        : [{ ratio: loss / oracle, cosine, seed: result.seed }];
    });
    const correlation = spearman(
      pairs.map(({ ratio }) => ratio),
      pairs.map(({ cosine }) => -cosine),
      { groups: pairs.map(({ seed }) => seed) },
    );
    const range = cosines.length < 2 ? undefined : Math.max(...cosines) - Math.min(...cosines);
    return {
      statements: [
        controlStatement(results.filter(({ point }) => point.prior === 'all that fits' && point.factor === lowest)),
        {
          claim: 'At the same L_KKT, what is reconstructed depends on the prior.',
          measured:
            range === undefined
              ? `Fewer than two priors reach ${lowest} times the oracle loss (${ended.length} runs do), so nothing can be compared there.`
              : `${ended.length} runs reach ${lowest} times the oracle loss; the mean of their median cosines differs by ${range.toFixed(3)} between priors. Agrees if by more than 0.1.`,
          verdict: range === undefined ? 'undecided' : range > 0.1 ? 'agrees' : 'disagrees',
        },
        {
          claim: 'L_KKT does not tell how good a reconstruction is.',
          measured: `Spearman correlation of L_KKT over oracle loss with 1 - cosine over ${pairs.length} runs: ${describe(correlation)}. ${rankRule}`,
          verdict: rankVerdict(correlation),
        },
      ],
      table: reconstructionTable(
        'prior, stop',
        results,
        ({ prior, factor }) => `${prior}, ${factor} times the oracle loss`,
      ),
      curves: [],
    };
  },
};
