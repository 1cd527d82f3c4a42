import type { ScoreReport } from '@noprior/metrics';
import type { Preprocessing } from '@noprior/relu-models';
import {
  controlsTableSection,
  distributionSection,
  type Finding,
  formatNumber,
  imageSection,
  type Section,
} from '@noprior/report';
import type { HostTensor } from '@noprior/tensor';
import type { TakenScore } from '../taken-score.ts';
import type { TruthStartScore } from '../truth-start-score.ts';
import { imagePairs } from './image-pairs.ts';

/** What a score is about. */
export interface ScoredPoints {
  readonly score: ScoreReport;
  /** The same attack from the true samples, if it was run. */
  readonly truthStart?: TruthStartScore;
  /** The points that the attack takes for samples, if it says so. */
  readonly taken?: TakenScore;
  readonly training: HostTensor;
  readonly heldOut: HostTensor;
  readonly candidates: HostTensor;
  readonly preprocessing: Preprocessing | undefined;
}

/** At most so many images are drawn for each group. */
const shownImages = 40;

/** The score in plain words: what it shows, and what it does not show. */
export function scoreFindings(
  { training, heldOut, membership, controls, ssim }: ScoreReport,
  { truthStart, taken }: Pick<ScoredPoints, 'truthStart' | 'taken'> = {},
): Finding[] {
  const share = training.aboveHeldOutMax / training.count;
  const leaks = share >= 0.25 && membership.aucInterval.low > 0.5;
  const auc = `AUC ${formatNumber(membership.auc)} (95 % interval ${formatNumber(membership.aucInterval.low)} to ${formatNumber(membership.aucInterval.high)})`;
  const findings: Finding[] = [
    {
      headline: leaks
        ? `${training.aboveHeldOutMax} of ${training.count} training samples were found`
        : `No reconstruction that stands out: ${training.aboveHeldOutMax} of ${training.count} training samples above the held-out maximum`,
      text: `Best cosine of a training sample among the candidates: median ${formatNumber(training.medianCosine)}. The same candidates against ${heldOut.count} samples that the network never saw: median ${formatNumber(heldOut.medianCosine)}, at most ${formatNumber(heldOut.maxCosine)}. A training sample counts as found only above that maximum. Telling members from non-members by this score: ${auc}.`,
      tone: leaks ? 'leak' : 'no-leak',
    },
    {
      headline: 'What guessing would reach',
      text: `As many random candidates: median ${formatNumber(controls.randomCandidates.medianCosine)}.${
        controls.firstLayerRows === null
          ? ''
          : ` The raw rows of the first weight matrix, with no attack at all: median ${formatNumber(controls.firstLayerRows.medianCosine)}, and ${controls.firstLayerRows.aboveHeldOutMax} of ${training.count} above their own held-out maximum.`
      } An attack is worth what it has beyond these.`,
      tone: 'neutral',
    },
  ];
  if (taken !== undefined) {
    findings.push({
      headline: `${taken.right} of the ${taken.count} points that the attack takes for samples are above the held-out maximum`,
      text: `It names these points without any training sample at hand. They show ${taken.samples} of ${training.count} training samples; points that it does not name may show others, which only somebody who has the data can tell from the rest.`,
      tone: taken.right > taken.count / 2 ? 'leak' : 'no-leak',
    });
  }
  if (truthStart !== undefined) {
    const { score, drift } = truthStart;
    findings.push({
      headline: `From the truth, the same attack keeps ${score.training.aboveHeldOutMax} of ${score.training.count}`,
      text: `Started from the true samples with their best multipliers, which no attacker has, it settles with ${score.training.aboveHeldOutMax} of ${score.training.count} above the held-out maximum of what it returns then, and ${formatNumber(100 * drift.above)} % above cosine 0.9 with the sample that they started from. What drifts away is lost by the objective, not by the search; what stays may still be out of reach from a start that knows nothing.`,
      tone: 'neutral',
    });
  }
  if (ssim !== null) {
    findings.push({
      headline: 'SSIM above 0.4 alone proves little',
      text: `The papers' criterion accepts ${ssim.training.countAbove} of ${ssim.training.count} training images here, ${ssim.heldOut.countAbove} of ${ssim.heldOut.count} held-out images, and ${ssim.controls.meanImage.countAbove} of ${ssim.controls.meanImage.count} training images for the plain mean image.`,
      tone: 'warning',
    });
  }
  return findings;
}

/** Images or distances with their controls at the same size beside them. */
export function scoreSections(points: ScoredPoints): Section[] {
  const { score, truthStart, taken, training, heldOut, candidates, preprocessing } = points;
  const sections: Section[] = [];
  const imageShape = preprocessing?.imageShape;
  const threshold = { name: 'best match of any held-out sample', value: score.heldOut.maxCosine };
  if (imageShape !== undefined) {
    const clip = (count: number) => (count > shownImages ? ` The first ${shownImages} of ${count} are drawn.` : '');
    if (taken !== undefined) {
      const labels = new Map(score.training.best.map(({ image, label }) => [image, label]));
      const matches = taken.nearest.map((match) => ({ ...match, label: labels.get(match.image) ?? null }));
      sections.push(
        imageSection({
          title: 'Points that the attack takes for samples',
          note: `Below a point that the attack names as a sample, in the order in which it found them; nobody chose among them. Above the training image with the largest cosine.${clip(taken.count)}`,
          imageShape,
          pairs: imagePairs(training, candidates, matches.slice(0, shownImages), preprocessing),
          originalName: 'nearest training image',
          candidateName: 'point',
          scoreName: 'cosine',
          threshold,
          doesNotProve:
            'that the other training samples are safe: the attack names the points that stand out, and others below may be as good.',
        }),
      );
    }
    sections.push(
      imageSection({
        title: 'Training images and their nearest candidates',
        note: `Above the training image, below the candidate with the largest cosine; no averaging, no retouching. Marked cards are above the best match of any held-out image.${clip(score.training.count)}`,
        imageShape,
        pairs: imagePairs(training, candidates, score.training.best.slice(0, shownImages), preprocessing),
        scoreName: 'cosine',
        threshold,
      }),
      imageSection({
        title: 'Held-out images and their nearest candidates',
        note: `The same candidates against images that the network never saw: what a match is worth.${clip(score.heldOut.count)}`,
        imageShape,
        pairs: imagePairs(heldOut, candidates, score.heldOut.best.slice(0, shownImages), preprocessing),
        originalName: 'held-out image',
        scoreName: 'cosine',
      }),
    );
  }
  sections.push(
    distributionSection({
      title: 'Best matches, training against held-out',
      note: 'Each dot is one sample and its largest cosine among the candidates. If training and held-out samples overlap, the candidates say nothing about membership.',
      groups: [
        { name: 'training', values: score.training.best.map(({ cosine }) => cosine) },
        { name: 'held-out', values: score.heldOut.best.map(({ cosine }) => cosine) },
        ...(truthStart === undefined
          ? []
          : [
              {
                name: 'training, from the truth',
                values: truthStart.score.training.best.map(({ cosine }) => cosine),
              },
            ]),
      ],
      threshold,
      xName: 'best cosine',
    }),
    controlsSection(score, truthStart?.score),
  );
  return sections;
}

function controlsSection(score: ScoreReport, truthStart: ScoreReport | undefined): Section {
  const { training, controls, membership, l2, ssim } = score;
  const { randomCandidates, meanImage, firstLayerRows } = controls;
  const similarity = (value: number | undefined): number | null => value ?? null;
  const found = (name: string, { training, heldOut, membership, l2, ssim }: ScoreReport) => [
    name,
    training.medianCosine,
    heldOut.medianCosine,
    heldOut.maxCosine,
    `${training.aboveHeldOutMax} of ${training.count}`,
    membership.auc,
    l2.trainingMedian,
    similarity(ssim?.training.countAbove),
  ];
  const rows = [
    ...(truthStart === undefined ? [] : [found('from the truth, no attack', truthStart)]),
    found('attack', score),
    [
      'random candidates',
      randomCandidates.medianCosine,
      randomCandidates.heldOutMedianCosine,
      randomCandidates.heldOutMaxCosine,
      `${randomCandidates.aboveHeldOutMax} of ${training.count}`,
      randomCandidates.auc,
      l2.controls.randomCandidates,
      similarity(ssim?.controls.randomCandidates.countAbove),
    ],
    [
      'mean image',
      meanImage.medianCosine,
      meanImage.heldOutMedianCosine,
      meanImage.heldOutMaxCosine,
      `${meanImage.aboveHeldOutMax} of ${training.count}`,
      meanImage.auc,
      l2.controls.meanImage,
      similarity(ssim?.controls.meanImage.countAbove),
    ],
    ...(firstLayerRows === null
      ? []
      : [
          [
            'rows of W_1',
            firstLayerRows.medianCosine,
            firstLayerRows.heldOutMedianCosine,
            firstLayerRows.heldOutMaxCosine,
            `${firstLayerRows.aboveHeldOutMax} of ${training.count}`,
            firstLayerRows.auc,
            l2.controls.firstLayerRows,
            similarity(ssim?.controls.firstLayerRows?.countAbove),
          ],
        ]),
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
