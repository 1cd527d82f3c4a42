import { DomainError } from '@noprior/tensor';
import { toImageShape } from './image-shape.ts';
import {
  type CandidateSet,
  type CheckedPoints,
  defaultRandomLaw,
  firstLayerCandidates,
  meanImageCandidate,
  randomCandidates,
  requirePoints,
} from './internal/candidate-set.ts';
import { requireConfidence, requireVector } from './internal/checks.ts';
import { countAbove, toControlScore, toGroupScore } from './internal/group-score.ts';
import { toL2Report } from './internal/l2-report.ts';
import { type Matches, matchImages, toTensor } from './internal/match-images.ts';
import { toDssimReport, toSsimReport } from './internal/similarity-report.ts';
import { membershipAuc } from './membership-auc.ts';
import { type ReferenceScore, referenceScore } from './reference-score.ts';
import type { ScoreInput } from './score-input.ts';
import type { ScoreReport } from './score-report.ts';
import { tprAtFpr } from './tpr-at-fpr.ts';

/** Multiplications that the chance distance may cost by default: some seconds. */
const chanceBudget = 5e9;

/** One set of candidates against both groups of images; no reference scores without an image shape. */
interface Scored {
  readonly set: CandidateSet;
  readonly training: Matches;
  readonly heldOut: Matches;
  /** Of the training images. */
  readonly reference: ReferenceScore | null;
}

/** Score candidates against the training images, beside the controls without which no score means anything:
 * held-out images as the truth, random candidates, the mean image, and rows of the first layer.
 *
 * Every image, training or held out, gets its best candidate by cosine, by Euclidean distance and by the reference
 * scoring ({@link referenceScore}); the best cosine is the membership score. One candidate may serve many images; the
 * one-to-one matching shows what is left when it may not. Conventions: a zero vector has cosine 0; the mean image is
 * the zero vector if `preprocessing.mean` is given, else the mean of the training points; first-layer rows count with
 * either sign and are scaled to the median norm of the candidates; `l2.meanDistanceOfBest` takes no account of labels.
 *
 * @param input points [n, d], all in the same coordinates; see {@link ScoreInput}
 * @returns     a plain object that survives JSON
 * @throws {ShapeError} if points, labels, mean, weight or image shape do not fit together
 * @throws {DomainError} for non-finite elements, an empty set, matchLabels without labels, images outside the pixel
 *                       range, or options out of range
 * @see Haim et al. 2022, arXiv:2206.07758 (reference scoring); Carlini et al. 2022, arXiv:2112.03570 (membership)
 * @example scoreReconstruction({ candidates: { x }, training, heldOut, seed: 0 }).training.aboveHeldOutMax
 */
export function scoreReconstruction(input: ScoreInput): ScoreReport {
  const { preprocessing = {}, seed, signInvariant = false, matchLabels = false, confidence = 0.95 } = input;
  const { mean, imageShape, pixelRange = [0, 1] } = preprocessing;
  requireConfidence(confidence, 'scoreReconstruction');
  const attack = { ...requirePoints(input.candidates, null, 'candidates'), signInvariant, note: 'the attack' };
  const dimension = attack.points.columns;
  const training = requirePoints(input.training, dimension, 'training');
  const heldOut = requirePoints(input.heldOut, dimension, 'heldOut');
  if (mean !== undefined) requireVector(mean, dimension, 'scoreReconstruction', 'preprocessing.mean');
  if (imageShape !== undefined) toImageShape(imageShape, dimension, 'scoreReconstruction');
  if (matchLabels && (attack.labels === null || training.labels === null || heldOut.labels === null)) {
    throw new DomainError('scoreReconstruction: matchLabels needs y of candidates, training and heldOut');
  }
  const reference = (set: CandidateSet, images: CheckedPoints, matches: Matches): ReferenceScore | null => {
    if (imageShape === undefined) return null;
    return referenceScore(toTensor(set), toTensor(images), {
      imageShape,
      pixelRange,
      signInvariant: set.signInvariant,
      ...(mean === undefined ? {} : { mean }),
      ...(matches.allowed === undefined ? {} : { allowed: matches.allowed }),
    });
  };
  const score = (set: CandidateSet): Scored => {
    const matches = matchImages(set, training, matchLabels);
    const others = matchImages(set, heldOut, matchLabels);
    return { set, training: matches, heldOut: others, reference: reference(set, training, matches) };
  };

  const randomLaw = input.randomLaw ?? defaultRandomLaw(attack);
  const own = score(attack);
  const random = score(randomCandidates(attack, randomLaw, seed));
  const meanImage = score(meanImageCandidate(training, mean !== undefined, signInvariant));
  const rows =
    input.firstLayerWeight === undefined ? null : score(firstLayerCandidates(input.firstLayerWeight, attack));

  const heldOutReference = reference(attack, heldOut, own.heldOut);
  const ssim =
    own.reference && heldOutReference && random.reference && meanImage.reference
      ? toSsimReport({
          training: own.reference,
          heldOut: heldOutReference,
          randomCandidates: random.reference,
          meanImage: meanImage.reference,
          firstLayerRows: rows?.reference ?? null,
        })
      : null;
  const trainingScore = toGroupScore(training, own.training, own.reference);
  const heldOutScore = toGroupScore(heldOut, own.heldOut, heldOutReference);
  const bar = heldOutScore.maxCosine;
  const affordable = Math.floor(chanceBudget / (attack.points.rows * training.points.rows * dimension));
  const repeats = input.chanceRepeats ?? Math.max(3, Math.min(50, affordable));
  return {
    settings: {
      seed,
      dimension,
      candidates: attack.points.rows,
      imageShape: imageShape === undefined ? null : [...imageShape],
      pixelRange: imageShape === undefined ? null : [pixelRange[0], pixelRange[1]],
      signInvariant,
      matchLabels,
      confidence,
      randomLaw,
    },
    training: {
      ...trainingScore,
      aboveHeldOutMax: countAbove(own.training.cosine.value, bar),
      oneToOneAboveHeldOutMax: countAbove(trainingScore.oneToOne.cosine, bar),
    },
    heldOut: {
      ...heldOutScore,
      sameCount: training.points.rows === heldOut.points.rows,
      sameClassCounts: haveSameClassCounts(training, heldOut),
    },
    controls: {
      randomCandidates: toControlScore(random.set, random.training, random.heldOut),
      meanImage: toControlScore(meanImage.set, meanImage.training, meanImage.heldOut),
      firstLayerRows: rows === null ? null : toControlScore(rows.set, rows.training, rows.heldOut),
    },
    membership: toMembership(own.training.cosine.value, own.heldOut.cosine.value, confidence),
    ssim,
    dssim: ssim === null ? null : toDssimReport(ssim),
    l2: toL2Report(
      {
        training: own.training,
        heldOut: own.heldOut,
        randomCandidates: random.training,
        meanImage: meanImage.training,
        firstLayerRows: rows?.training ?? null,
      },
      training,
      attack.points.rows,
      { law: randomLaw, seed, repeats, signInvariant },
    ),
  };
}

/** The part of the report on membership. */
function toMembership(
  inside: readonly number[],
  outside: readonly number[],
  confidence: number,
): ScoreReport['membership'] {
  const { auc, interval, positives, negatives } = membershipAuc(inside, outside, { confidence });
  const tpr = tprAtFpr(inside, outside, 0.01, confidence);
  return {
    score: 'bestCosine',
    positives,
    negatives,
    auc,
    aucInterval: interval,
    tprAt1PercentFpr: tpr.tpr,
    tprInterval: tpr.interval,
    threshold: tpr.threshold,
    falsePositivesAllowed: tpr.falsePositivesAllowed,
  };
}

/** Whether every label occurs as often in both sets; null if either has none. */
function haveSameClassCounts(a: CheckedPoints, b: CheckedPoints): boolean | null {
  if (a.labels === null || b.labels === null) return null;
  const [left, right] = [a.labels.toSorted(), b.labels.toSorted()];
  return left.length === right.length && left.every((label, at) => label === right[at]);
}
