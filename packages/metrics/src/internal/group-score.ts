import { makeHostTensor } from '@noprior/tensor';
import { assignOneToOne } from '../assign-one-to-one.ts';
import { membershipAuc } from '../membership-auc.ts';
import type { ReferenceScore } from '../reference-score.ts';
import type { ControlScore, GroupScore, ImageMatch, OneToOneScore, SsimScore } from '../score-report.ts';
import { quantiles } from '../statistics/quantile.ts';
import type { CandidateSet, CheckedPoints } from './candidate-set.ts';
import type { Matches } from './match-images.ts';

/** Summary of the best matches of a group of images. */
export function toGroupScore(images: CheckedPoints, matches: Matches, reference: ReferenceScore | null): GroupScore {
  const { index, value } = matches.cosine;
  const best = value.map(
    (cosine, image): ImageMatch => ({
      image,
      label: images.labels?.[image] ?? null,
      candidate: index[image]!,
      cosine,
      l2Candidate: matches.l2.index[image]!,
      l2: matches.l2.value[image]!,
      ssim: reference?.ssim[image] ?? null,
      dssim: reference?.dssim[image] ?? null,
      ssimCandidate: reference?.candidate[image] ?? null,
      voters: reference?.voters[image] ?? null,
    }),
  );
  const spread = quantiles(value);
  return {
    count: value.length,
    medianCosine: spread.p50,
    meanCosine: value.reduce((sum, cosine) => sum + cosine, 0) / value.length,
    minCosine: Math.min(...value),
    maxCosine: Math.max(...value),
    quantiles: spread,
    distinctCandidates: new Set(index).size,
    best,
    oneToOne: toOneToOneScore(matches, value.length),
  };
}

/** Largest total cosine with every candidate used at most once; pairs that labels forbid are dropped again. */
function toOneToOneScore({ cosineMatrix, allowed }: Matches, images: number): OneToOneScore {
  const rows = cosineMatrix.length / images;
  const forbidden = 2 * Math.min(rows, images) + 1;
  const isAllowed = (at: number): boolean => allowed === undefined || allowed(Math.floor(at / images), at % images);
  const cost = cosineMatrix.map((cosine, at) => (isAllowed(at) ? -cosine : forbidden));
  const { rowOfColumn } = assignOneToOne(makeHostTensor(cost, [rows, images]));
  const candidate = rowOfColumn.map((row, image) => (row >= 0 && isAllowed(row * images + image) ? row : null));
  const cosine = candidate.map((row, image) => (row === null ? null : cosineMatrix[row * images + image]!));
  const matched = cosine.filter((value) => value !== null);
  const spread = matched.length > 0 ? quantiles(matched) : null;
  return { matched: matched.length, medianCosine: spread?.p50 ?? null, quantiles: spread, candidate, cosine };
}

/** Summary of a control's best matches. */
export function toControlScore(control: CandidateSet, training: Matches, heldOut: Matches): ControlScore {
  const inside = quantiles(training.cosine.value);
  const heldOutMaxCosine = Math.max(...heldOut.cosine.value);
  return {
    candidates: control.points.rows,
    medianCosine: inside.p50,
    maxCosine: Math.max(...training.cosine.value),
    quantiles: inside,
    heldOutMedianCosine: quantiles(heldOut.cosine.value).p50,
    heldOutMaxCosine,
    aboveHeldOutMax: countAbove(training.cosine.value, heldOutMaxCosine),
    auc: membershipAuc(training.cosine.value, heldOut.cosine.value).auc,
    note: control.note,
  };
}

/** Summary of reference SSIM values. */
export function toSsimScore({ ssim }: ReferenceScore, threshold: number): SsimScore {
  const spread = quantiles(ssim);
  return { count: ssim.length, median: spread.p50, countAbove: countAbove(ssim, threshold), quantiles: spread };
}

/** How many values lie strictly above a bar. */
export function countAbove(values: readonly (number | null)[], bar: number): number {
  return values.filter((value) => value !== null && value > bar).length;
}
