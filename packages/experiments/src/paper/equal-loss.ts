import { spearman } from '@noprior/metrics';
import type { Claim } from '@noprior/report';
import type { Experiment } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { type PriorName, priors } from './priors.ts';
import { rankRule, rankVerdict } from './rank-verdict.ts';
import type { ReconstructionKinds } from './reconstruction-kinds.ts';
import { reconstructionPictures } from './reconstruction-pictures.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlClaim, type ReconstructionResult, reconstructionTable } from './reconstruction-table.ts';

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

/** All priors stopped at the same L_KKT, then compared, beside the loss of the true set: does the loss or the prior decide? */
export const equalLoss: Experiment<EqualLossPoint, ImageSizes, ReconstructionKinds> = {
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
    return {
      claims: [
        controlClaim(results.filter(({ point }) => point.prior === 'all that fits' && point.gap === lowest)),
        ...grid.gap.map((gap) => equalClaim(gap, results)),
        rankClaim(results),
      ],
      tables: [reconstructionTable('prior, stop', results, ({ prior, gap }) => `${prior}, stopped at ${gap}`)],
      pictures: reconstructionPictures(results, ({ prior, gap }) => [
        { name: 'prior', value: prior },
        { name: 'stopped at', value: gap },
      ]),
    };
  },
};

type EqualLossResult = ReconstructionResult<EqualLossPoint>;

function rankClaim(results: readonly EqualLossResult[]): Claim {
  const pairs = results.flatMap(({ seed, stages: { attack, oracle, score } }) => {
    if (attack === undefined || oracle === undefined || score === undefined) return [];
    const { stationarity, parameterNormSquared } = attack.values;
    const { surrogateLoss } = oracle.values;
    const gap = (stationarity - surrogateLoss) / (parameterNormSquared - surrogateLoss);
    return [{ gap, error: 1 - score.values.corrected.medianCosine, seed }];
  });
  const correlation = spearman(
    pairs.map(({ gap }) => gap),
    pairs.map(({ error }) => error),
    { groups: pairs.map(({ seed }) => seed) },
  );
  return {
    claim: 'L_KKT does not tell how good a reconstruction is.',
    rule: rankRule,
    measured: [
      { name: 'runs', value: pairs.length },
      {
        name: 'Spearman correlation of L_KKT, between oracle loss and no points, with 1 - median cosine',
        value: correlation ?? null,
      },
    ],
    verdict: rankVerdict(correlation),
  };
}

function equalClaim(gap: number, results: readonly EqualLossResult[]): Claim {
  const all = results.filter(({ point }) => point.gap === gap);
  const reached = all.filter(({ stages }) => stages.attack?.values.ended === 'converged');
  const cosines = groupBy(reached, ({ prior }) => prior).flatMap(({ name, results: members }) => {
    const cosine = estimateOf(members, ({ stages }) => stages.score?.values.corrected.medianCosine);
    return cosine === null ? [] : [{ name, cosine }];
  });
  const values = cosines.map(({ cosine }) => cosine.value);
  const range = values.length < 2 ? undefined : Math.max(...values) - Math.min(...values);
  return {
    claim: 'At the same L_KKT, what is reconstructed depends on the prior.',
    case: [{ name: 'L_KKT, of the way from the oracle loss to no points', value: gap }],
    rule: 'Agrees if the median cosines of runs that reach this loss differ by more than 0.1 between priors; undecided with fewer than two priors.',
    measured: [
      { name: 'runs', value: all.length },
      { name: 'runs that reach the loss', value: reached.length },
      ...cosines.map(({ name, cosine }) => ({ name: `median cosine, ${name}`, value: cosine })),
    ],
    verdict: range === undefined ? 'undecided' : range > 0.1 ? 'agrees' : 'disagrees',
  };
}
