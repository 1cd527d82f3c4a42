import type { ControlScore, ScoreReport, SsimScore } from '@noprior/metrics';
import type { SectionBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { formatNumber } from '../format-number.ts';
import { controlsTableSection } from '../sections/controls-table-section.ts';

/** The same scores for candidates that no attack made, and for the attack from the truth. */
export function controlsSection(score: ScoreReport, truthStart: ScoreReport | undefined): SectionBlock {
  const { controls, membership, l2, ssim } = score;
  const { randomCandidates, meanImage, firstLayerRows } = controls;
  const distances = l2.controls;
  const similarities = ssim?.controls;
  const rows = [
    ...(truthStart === undefined ? [] : [attackRow('from the truth, no attack', truthStart)]),
    attackRow('attack', score),
    controlRow(
      'random candidates',
      score,
      randomCandidates,
      distances.randomCandidates,
      similarities?.randomCandidates,
    ),
    controlRow('mean image', score, meanImage, distances.meanImage, similarities?.meanImage),
    ...(firstLayerRows === null
      ? []
      : [controlRow('rows of W_1', score, firstLayerRows, distances.firstLayerRows, similarities?.firstLayerRows)]),
  ];
  return controlsTableSection({
    title: 'Controls',
    note: `The same scores for candidates that no attack made${truthStart === undefined ? '' : ', and for the same attack started from the true samples, which no attacker has'}. Membership by the attack's best cosine: TPR at 1 % FPR ${formatNumber(membership.tprAt1PercentFpr)} (95 % interval ${formatNumber(membership.tprInterval.low)} to ${formatNumber(membership.tprInterval.high)}; with ${membership.negatives} held-out samples this means no false positive).`,
    columns: [
      'candidates',
      'median cosine, training',
      'median, held-out',
      'maximum, held-out',
      'training above that maximum',
      'membership AUC',
      'median distance, training',
      ...(ssim === null ? [] : [`SSIM > ${ssim.threshold}, training`]),
    ],
    rows: rows.map((row) => (ssim === null ? row.slice(0, -1) : row)),
  });
}

function attackRow(name: string, { training, heldOut, membership, l2, ssim }: ScoreReport): Value[] {
  return [
    name,
    training.medianCosine,
    heldOut.medianCosine,
    heldOut.maxCosine,
    `${training.aboveHeldOutMax} of ${training.count}`,
    membership.auc,
    l2.trainingMedian,
    ssim?.training.countAbove ?? null,
  ];
}

function controlRow(
  name: string,
  { training }: ScoreReport,
  control: ControlScore,
  distance: number | null,
  similarity: SsimScore | null | undefined,
): Value[] {
  return [
    name,
    control.medianCosine,
    control.heldOutMedianCosine,
    control.heldOutMaxCosine,
    `${control.aboveHeldOutMax} of ${training.count}`,
    control.auc,
    distance,
    similarity?.countAbove ?? null,
  ];
}
