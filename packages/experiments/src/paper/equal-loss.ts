import { spearman } from '@noprior/metrics';
import type { Experiment, PointResult, Statement } from '../engine/experiment.ts';
import { describe, estimateAt, groupBy, numberAt } from '../engine/read-values.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { type PriorName, priors } from './priors.ts';
import { rankRule, rankVerdict } from './rank-verdict.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type EqualLossPoint = {
  readonly prior: PriorName;
  /** L_KKT at which all stop: the oracle loss plus this share of the way from there to no points at all. */
  readonly gap: number;
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
    'Attacks with several priors on the same networks, each stopped as soon as its L_KKT is the same: 0 is the loss that the true training set has with its best multipliers (surrogate derivative), ' +
    '1 that of no points at all, between which the initialisation leaves little room. Runs that do not get there end with their iterations, and are counted.',
  scales: {
    smoke: { grid: { prior: ['all that fits', 'no box'], gap: [0.5, 0.1] }, seeds: [1], sizes: smokeImages },
    cpu: { grid: { prior: compared, gap: [0.3, 0.05, 0] }, seeds: reportedSeeds, sizes: cpuMnist },
    paper: { grid: { prior: compared, gap: [0.5, 0.3, 0.1, 0.05, 0] }, seeds: [1, 2, 3, 4, 5], sizes: paperMnist },
  },
  stages: reconstructionStages<EqualLossPoint>({
    attack: ({ prior, gap }, sizes) => ({ ...priors[prior](sizes), targetGap: gap }),
  }),
  summarize: (results, { grid }) => {
    const lowest = Math.min(...grid.gap);
    const pairs = results.flatMap((result) => {
      const loss = numberAt(result, 'attack', 'stationarity');
      const empty = numberAt(result, 'attack', 'parameterNormSquared');
      const oracle = numberAt(result, 'oracle', 'surrogateLoss');
      const cosine = numberAt(result, 'score', 'corrected', 'medianCosine');
      return loss === undefined || empty === undefined || oracle === undefined || cosine === undefined
        ? []
        : [{ gap: (loss - oracle) / (empty - oracle), error: 1 - cosine, seed: result.seed }];
    });
    const correlation = spearman(
      pairs.map(({ gap }) => gap),
      pairs.map(({ error }) => error),
      { groups: pairs.map(({ seed }) => seed) },
    );
    return {
      statements: [
        controlStatement(results.filter(({ point }) => point.prior === 'all that fits' && point.gap === lowest)),
        ...grid.gap.map((gap) => equalStatement(gap, results)),
        {
          claim: 'L_KKT does not tell how good a reconstruction is.',
          measured: `Spearman correlation of L_KKT, between oracle loss and no points, with 1 - median cosine over ${pairs.length} runs: ${describe(correlation)}. ${rankRule}`,
          verdict: rankVerdict(correlation),
        },
      ],
      table: reconstructionTable('prior, stop', results, ({ prior, gap }) => `${prior}, stopped at ${gap}`),
      curves: [],
    };
  },
};

function equalStatement(gap: number, results: readonly PointResult<EqualLossPoint>[]): Statement {
  const all = results.filter(({ point }) => point.gap === gap);
  const reached = all.filter(({ stages }) => stages.attack?.values.ended === 'targetLoss');
  const cosines = groupBy(reached, ({ prior }) => prior).flatMap(({ name, results: members }) => {
    const cosine = estimateAt(members, 'score', 'corrected', 'medianCosine');
    return cosine === null ? [] : [{ name, cosine }];
  });
  const values = cosines.map(({ cosine }) => cosine.value);
  const range = values.length < 2 ? undefined : Math.max(...values) - Math.min(...values);
  const list = cosines.map(({ name, cosine }) => `${describe(cosine)} (${name})`).join(', ');
  return {
    claim: `At the same L_KKT, ${gap} between the oracle loss and no points, what is reconstructed depends on the prior.`,
    measured:
      range === undefined
        ? `${reached.length} of ${all.length} runs reach it, with fewer than two priors, so that nothing can be compared.`
        : `${reached.length} of ${all.length} runs reach it; their median cosines: ${list}. Agrees if they differ by more than 0.1 between priors.`,
    verdict: range === undefined ? 'undecided' : range > 0.1 ? 'agrees' : 'disagrees',
  };
}
