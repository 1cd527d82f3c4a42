import { membershipAuc } from '../membership-auc.ts';
import type { ReferenceScore } from '../reference-score.ts';
import type { ScoreReport } from '../score-report.ts';
import { toSsimScore } from './group-score.ts';

/** SSIM above this is a good reconstruction in the papers. */
const threshold = 0.4;

/** Reference scores of the attack for both groups, and of the controls for the training images. */
export interface References {
  readonly training: ReferenceScore;
  readonly heldOut: ReferenceScore;
  readonly randomCandidates: ReferenceScore;
  readonly meanImage: ReferenceScore;
  readonly firstLayerRows: ReferenceScore | null;
}

/** The part of the report on SSIM. */
export function toSsimReport(references: References): NonNullable<ScoreReport['ssim']> {
  const { training, heldOut, randomCandidates, meanImage, firstLayerRows } = references;
  return {
    threshold,
    auc: membershipAuc(training.ssim, heldOut.ssim).auc,
    training: toSsimScore(training, threshold),
    heldOut: toSsimScore(heldOut, threshold),
    controls: {
      randomCandidates: toSsimScore(randomCandidates, threshold),
      meanImage: toSsimScore(meanImage, threshold),
      firstLayerRows: firstLayerRows === null ? null : toSsimScore(firstLayerRows, threshold),
    },
  };
}

/** The part on DSSIM = (1 - SSIM) / 2, whose median is that of the median. */
export function toDssimReport(ssim: NonNullable<ScoreReport['ssim']>): NonNullable<ScoreReport['dssim']> {
  const flip = ({ median }: { readonly median: number }) => ({ median: (1 - median) / 2 });
  const { randomCandidates, meanImage, firstLayerRows } = ssim.controls;
  return {
    training: flip(ssim.training),
    heldOut: flip(ssim.heldOut),
    controls: {
      randomCandidates: flip(randomCandidates),
      meanImage: flip(meanImage),
      firstLayerRows: firstLayerRows === null ? null : flip(firstLayerRows),
    },
  };
}
