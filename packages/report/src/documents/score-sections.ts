import type { MemberScore, ScoreReport } from '@noprior/metrics';
import type { Preprocessing } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { Finding, SectionBlock } from '../document/document.ts';
import { formatNumber } from '../format-number.ts';
import { imagePairs } from '../pictures/image-pairs.ts';
import { controlsTableSection } from '../sections/controls-table-section.ts';
import { distributionSection } from '../sections/distribution-section.ts';
import { imageSection } from '../sections/image-section.ts';

/** Where an attack settles when it starts from the true samples: an oracle bound, no attack. */
export interface TruthStartScore {
  /** Name of the attack. */
  readonly attack: string;
  readonly iterations: number;
  readonly seconds: number;
  /** Cosine of every point with the true sample that it started from. */
  readonly drift: { readonly median: number; readonly above: number } | null;
  /** What it returns, scored as candidates are. */
  readonly score: ScoreReport;
}

/** What a score is about. */
export interface ScoredPoints {
  readonly score: ScoreReport;
  /** The same attack from the true samples, if it was run. */
  readonly truthStart?: TruthStartScore | undefined;
  /** The points that the attack predicts to be training samples, if it does. */
  readonly members?: MemberScore | undefined;
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
  { truthStart, members }: Pick<ScoredPoints, 'truthStart' | 'members'> = {},
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
  if (members !== undefined) {
    findings.push({
      headline: `${members.trueMembers} of the ${members.predicted} predicted members are above the held-out maximum`,
      text: `The attack predicts these points to be training samples without the data. They show ${members.samples} of ${training.count} training samples. Other points may show more; only the owner of the data can tell which.`,
      tone: members.trueMembers > members.predicted / 2 ? 'leak' : 'no-leak',
    });
  }
  if (truthStart !== undefined) {
    const { score, drift } = truthStart;
    findings.push({
      headline: `From the truth, the same attack keeps ${score.training.aboveHeldOutMax} of ${score.training.count}`,
      text: `This is an oracle bound: it starts from the true samples with their best multipliers.${drift === null ? '' : ` ${formatNumber(100 * drift.above)} % of its points stay above cosine 0.9 with their sample.`} Samples that drift away are lost by the objective, not by the search. Samples that stay may still be out of reach of an attack.`,
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
export function scoreSections(points: ScoredPoints): SectionBlock[] {
  const { score, truthStart, members, training, heldOut, candidates, preprocessing } = points;
  const sections: SectionBlock[] = [];
  const imageShape = preprocessing?.imageShape;
  const threshold = { name: 'best match of any held-out sample', value: score.heldOut.maxCosine };
  if (imageShape !== undefined) {
    const clip = (count: number) => (count > shownImages ? ` The first ${shownImages} of ${count} are drawn.` : '');
    if (members !== undefined) {
      const labels = new Map(score.training.best.map(({ image, label }) => [image, label]));
      const matches = members.nearest.map((match) => ({ ...match, label: labels.get(match.image) ?? null }));
      sections.push(
        imageSection({
          title: 'Predicted members',
          note: `Below each point that the attack predicts to be a training sample, in its own order. Above the training image with the largest cosine.${clip(members.predicted)}`,
          imageShape,
          pairs: imagePairs(training, candidates, matches.slice(0, shownImages), preprocessing),
          originalName: 'nearest training image',
          candidateName: 'point',
          scoreName: 'cosine',
          threshold,
          doesNotProve: 'that the other training samples are safe: points further down may be as good.',
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

/** The same scores for candidates that no attack made, and for the attack from the truth. */
export function controlsSection(score: ScoreReport, truthStart: ScoreReport | undefined): SectionBlock {
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
