import { spearman } from '@noprior/metrics';
import type { Experiment } from '../engine/experiment.ts';
import { describe, estimateAt, groupBy, numberAt } from '../engine/read-values.ts';
import { cpuMnist, type ImageSizes, paperMnist, reportedSeeds, smokeImages } from './image-sizes.ts';
import { reconstructionStages } from './reconstruction-stages.ts';
import { controlStatement, reconstructionTable } from './reconstruction-table.ts';

/** What is varied. */
export type LengthPoint = { readonly targetLoss: number };

/** Attack success against the training loss. The paper argues that longer training, nearer to KKT, does not help the attacker: far
 * sets come within reach as the residual falls. */
export const trainingLength: Experiment<LengthPoint, ImageSizes> = {
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
    const pairs = results.flatMap((result) => {
      const cosine = numberAt(result, 'score', 'corrected', 'medianCosine');
      return cosine === undefined ? [] : [{ length: -Math.log(result.point.targetLoss), cosine, seed: result.seed }];
    });
    const correlation = spearman(
      pairs.map(({ length }) => length),
      pairs.map(({ cosine }) => cosine),
      { groups: pairs.map(({ seed }) => seed) },
    );
    const interval = correlation?.interval ?? null;
    const groups = groupBy(results, ({ targetLoss }) => String(targetLoss));
    const best = groups.toSorted(
      (a, b) =>
        (estimateAt(b.results, 'score', 'corrected', 'medianCosine')?.value ?? -1) -
        (estimateAt(a.results, 'score', 'corrected', 'medianCosine')?.value ?? -1),
    )[0];
    return {
      statements: [
        controlStatement(best?.results ?? []),
        {
          claim: 'Longer training does not make reconstruction easier.',
          measured:
            `Spearman correlation of training length, -ln(loss), and median cosine over ${pairs.length} runs: ${describe(correlation)}. ` +
            'Disagrees if its interval lies above 0, agrees if its upper end is at most 0.5.',
          verdict:
            interval === null
              ? 'undecided'
              : interval.low > 0
                ? 'disagrees'
                : interval.high <= 0.5
                  ? 'agrees'
                  : 'undecided',
        },
      ],
      table: reconstructionTable('training loss', results, ({ targetLoss }) => targetLoss.toExponential(0)),
      curves: [
        {
          title: 'Median cosine by training loss',
          xName: 'training loss',
          yName: 'median cosine',
          series: [
            { name: 'training images', points: curve('medianCosine') },
            { name: 'held-out images', points: curve('heldOutMedianCosine') },
          ],
        },
      ],
    };
    function curve(name: string): (readonly [number, number])[] {
      return groups.flatMap(({ name: loss, results: members }): (readonly [number, number])[] => {
        const estimate = estimateAt(members, 'score', 'corrected', name);
        return estimate === null ? [] : [[Number(loss), estimate.value]];
      });
    }
  },
};
