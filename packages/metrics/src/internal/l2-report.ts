import { type HostTensor, makeHostTensor } from '@noprior/tensor';
import { chanceDistanceOfBest } from '../chance-distance-of-best.ts';
import { meanOfNearest } from '../mean-distance-of-best.ts';
import { membershipAuc } from '../membership-auc.ts';
import type { RandomLaw } from '../random-law.ts';
import type { ScoreReport } from '../score-report.ts';
import { quantile } from '../statistics/quantile.ts';
import type { CheckedPoints } from './candidate-set.ts';
import { type Matches, toTensor } from './match-images.ts';

/** How the chance level is drawn. */
export interface ChanceSettings {
  readonly law: RandomLaw;
  readonly seed: number;
  readonly repeats: number;
  readonly signInvariant: boolean;
}

/** Matches of the attack for both groups, and of the controls for the training images. */
export interface DistanceMatches {
  readonly training: Matches;
  readonly heldOut: Matches;
  readonly randomCandidates: Matches;
  readonly meanImage: Matches;
  readonly firstLayerRows: Matches | null;
}

/** The part of the report on Euclidean distances. */
export function toL2Report(
  matches: DistanceMatches,
  training: CheckedPoints,
  candidates: number,
  chance: ChanceSettings,
): ScoreReport['l2'] {
  const k = Math.min(5, candidates);
  const median = ({ l2 }: Matches): number => quantile(l2.value, 0.5);
  const nearness = ({ l2 }: Matches): number[] => l2.value.map((distance) => -distance);
  const distances = ({ distanceMatrix, l2 }: Matches): HostTensor =>
    makeHostTensor(distanceMatrix, [candidates, l2.value.length]);
  const { mean, pairs } = meanOfNearest(distances(matches.training), k);
  return {
    k,
    meanDistanceOfBest: mean,
    pairs,
    heldOutMeanDistanceOfBest: meanOfNearest(distances(matches.heldOut), k).mean,
    chance: chanceDistanceOfBest(toTensor(training), { ...chance, count: candidates, k }),
    trainingMedian: median(matches.training),
    heldOutMedian: median(matches.heldOut),
    controls: {
      randomCandidates: median(matches.randomCandidates),
      meanImage: median(matches.meanImage),
      firstLayerRows: matches.firstLayerRows === null ? null : median(matches.firstLayerRows),
    },
    auc: membershipAuc(nearness(matches.training), nearness(matches.heldOut)).auc,
  };
}
