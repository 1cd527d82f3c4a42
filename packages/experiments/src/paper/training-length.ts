import { spearman } from '@noprior/metrics';
import type { Claim } from '@noprior/report';
import type { Experiment } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import type { ScoreSummary } from '../steps/score-kind.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import type { ReconstructionKinds } from './reconstruction-kinds.ts';
import { reconstructionPictures } from './reconstruction-pictures.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlClaim, type ReconstructionResult, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type LengthPoint = { readonly targetLoss: number };

/** Attack success against the training loss. The paper argues that longer training, nearer to KKT, does not help the attacker: far
 * sets come within reach as the residual falls. */
export const trainingLength: Experiment<LengthPoint, ImageSizes, ReconstructionKinds> = {
  name: 'training-length',
  title: 'Longer training',
  about:
    'The same network trained to smaller and smaller losses, each from its initialisation, and attacked each time with the prior that fits. The oracle loss says how near the ' +
    'network is to stationarity with hard derivatives.',
  scales: {
    smoke: { grid: { targetLoss: [1e-1, 1e-3, 1e-6] }, seeds: [1], sizes: smokeImages },
    cpu: { grid: { targetLoss: [1e-1, 1e-2, 1e-3, 1e-6, 1e-12, 1e-20, 1e-30] }, seeds: reportedSeeds, sizes: cpuMnist },
    paper: {
      grid: { targetLoss: [1e-1, 1e-2, 1e-3, 1e-6, 1e-12, 1e-20, 1e-30] },
      seeds: [1, 2, 3, 4, 5],
      sizes: paperMnist,
    },
  },
  stages: reconstructionStages<LengthPoint>({ train: ({ targetLoss }) => ({ targetLoss }) }),
  summarize: (results) => {
    const groups = groupBy(results, ({ targetLoss }) => String(targetLoss));
    const curve = (read: (scores: ScoreSummary) => number): (readonly [number, number])[] =>
      groups.flatMap(({ name, results: members }): (readonly [number, number])[] => {
        const estimate = estimateOf(members, ({ stages: { score } }) => score && read(score.values.corrected));
        return estimate === null ? [] : [[Number(name), estimate.value]];
      });
    const best = groups.toSorted((a, b) => medianCosine(b.results) - medianCosine(a.results))[0];
    return {
      claims: [controlClaim(best?.results ?? []), lengthClaim(results)],
      tables: [reconstructionTable('training loss', results, ({ targetLoss }) => targetLoss.toExponential(0))],
      charts: [
        {
          kind: 'curves',
          title: 'Median cosine by training loss',
          x: { name: 'training loss', scale: 'log' },
          y: { name: 'median cosine' },
          series: [
            { name: 'training images', points: curve((scores) => scores.medianCosine) },
            { name: 'held-out images', points: curve((scores) => scores.heldOutMedianCosine) },
          ],
        },
      ],
      pictures: reconstructionPictures(results, ({ targetLoss }) => [{ name: 'training loss', value: targetLoss }]),
    };
  },
};

type LengthResult = ReconstructionResult<LengthPoint>;

function medianCosine(results: readonly LengthResult[]): number {
  return estimateOf(results, ({ stages }) => stages.score?.values.corrected.medianCosine)?.value ?? -1;
}

function lengthClaim(results: readonly LengthResult[]): Claim {
  const pairs = results.flatMap(({ point, seed, stages: { score } }) =>
    score === undefined
      ? []
      : [{ length: -Math.log(point.targetLoss), cosine: score.values.corrected.medianCosine, seed }],
  );
  const correlation = spearman(
    pairs.map(({ length }) => length),
    pairs.map(({ cosine }) => cosine),
    { groups: pairs.map(({ seed }) => seed) },
  );
  const interval = correlation?.interval ?? null;
  return {
    claim: 'Longer training does not make reconstruction easier.',
    rule: 'Disagrees if the interval of the Spearman correlation lies above 0, agrees if its upper end is at most 0.5.',
    measured: [
      { name: 'runs', value: pairs.length },
      {
        name: 'Spearman correlation of training length, -ln(loss), with the median cosine',
        value: correlation ?? null,
      },
    ],
    verdict:
      interval === null ? 'undecided' : interval.low > 0 ? 'disagrees' : interval.high <= 0.5 ? 'agrees' : 'undecided',
  };
}
