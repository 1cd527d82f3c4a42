export { type Assignment, assignOneToOne } from './assign-one-to-one.ts';
export { type ChanceDistance, type ChanceOptions, chanceDistanceOfBest } from './chance-distance-of-best.ts';
export { cosineSimilarities } from './cosine-similarities.ts';
export type { ImageShape } from './image-shape.ts';
export { l2Distances } from './l2-distances.ts';
export { type MeanDistanceOfBest, meanDistanceOfBest } from './mean-distance-of-best.ts';
export { type MembershipAuc, type MembershipAucOptions, membershipAuc } from './membership-auc.ts';
export type { MembershipFigures } from './membership-figures.ts';
export { type NccOptions, nccDistances } from './ncc-distances.ts';
export { type NearestNeighbors, nearestNeighbors } from './nearest-neighbors.ts';
export type { NearestPair } from './nearest-sorted.ts';
export type { RandomLaw } from './random-law.ts';
export { type ReferenceScore, type ReferenceScoreOptions, referenceScore } from './reference-score.ts';
export type { PointSet, ScoreInput } from './score-input.ts';
export { type MemberScore, type PredictedMember, scoreMembers } from './score-members.ts';
export { scoreReconstruction } from './score-reconstruction.ts';
export type {
  ControlScore,
  GroupScore,
  ImageMatch,
  OneToOneScore,
  ScoreReport,
  SimilarityReport,
  SsimScore,
} from './score-report.ts';
export type { SignOption } from './sign-option.ts';
export { dssim, type SsimOptions, ssim } from './ssim.ts';
export { clopperPearson } from './statistics/clopper-pearson.ts';
export type { Estimate } from './statistics/estimate.ts';
export type { Interval } from './statistics/interval.ts';
export { meanEstimate } from './statistics/mean-estimate.ts';
export { median } from './statistics/median.ts';
export { type Quantiles, quantile, quantiles } from './statistics/quantile.ts';
export { type SpearmanOptions, spearman } from './statistics/spearman.ts';
export { type TprAtFpr, tprAtFpr } from './tpr-at-fpr.ts';
