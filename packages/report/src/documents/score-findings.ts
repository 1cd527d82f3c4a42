import type { ScoreReport } from '@noprior/metrics';
import type { Finding } from '../document/document.ts';
import { formatNumber } from '../format-number.ts';
import type { ScoredPoints } from './scored-points.ts';

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
