import {
  type CandidateSet,
  type CheckedPoints,
  defaultRandomLaw,
  firstLayerCandidates,
  meanImageCandidate,
  randomCandidates,
} from './internal/candidate-set.ts';
import { requireConfidence } from './internal/checks.ts';
import { countAbove, toControlScore, toGroupScore } from './internal/group-score.ts';
import { toL2Report } from './internal/l2-report.ts';
import { type CheckedSets, requireSets, type ScoredSet, scoreByReference, scoreSet } from './internal/score-set.ts';
import { toDssimReport, toSsimReport } from './internal/similarity-report.ts';
import { membershipAuc } from './membership-auc.ts';
import type { RandomLaw } from './random-law.ts';
import type { ReferenceScore } from './reference-score.ts';
import type { ScoreInput } from './score-input.ts';
import type { ScoreReport } from './score-report.ts';
import { tprAtFpr } from './tpr-at-fpr.ts';

/** Multiplications that the chance distance may cost by default: some seconds. */
const chanceBudget = 5e9;

/** Everything that is scored: the attack, and the controls. */
interface Scored {
  readonly own: ScoredSet;
  /** The attack's reference scores of the held-out images. */
  readonly ownOnHeldOut: ReferenceScore | null;
  readonly random: ScoredSet;
  readonly meanImage: ScoredSet;
  readonly rows: ScoredSet | null;
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
  const { seed, confidence = 0.95 } = input;
  requireConfidence(confidence, 'scoreReconstruction');
  const sets = requireSets(input);
  const { attack, training, heldOut } = sets;
  const randomLaw = input.randomLaw ?? defaultRandomLaw(attack);
  const scored = scoreAll(input, sets, randomLaw);
  const { own, ownOnHeldOut, random, meanImage, rows } = scored;
  const trainingScore = toGroupScore(training, own.training, own.reference);
  const heldOutScore = toGroupScore(heldOut, own.heldOut, ownOnHeldOut);
  const bar = heldOutScore.maxCosine;
  const ssim = toSsim(scored);
  return {
    settings: toSettings(input, attack, confidence, randomLaw),
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
      {
        law: randomLaw,
        seed,
        repeats: input.chanceRepeats ?? affordableRepeats(sets),
        signInvariant: attack.signInvariant,
      },
    ),
  };
}

function scoreAll(input: ScoreInput, sets: CheckedSets, randomLaw: RandomLaw): Scored {
  const { preprocessing, seed, firstLayerWeight } = input;
  const { attack, training, heldOut } = sets;
  const score = (set: CandidateSet): ScoredSet => scoreSet(set, sets, input);
  const own = score(attack);
  return {
    own,
    ownOnHeldOut: scoreByReference(attack, heldOut, own.heldOut, preprocessing),
    random: score(randomCandidates(attack, randomLaw, seed)),
    meanImage: score(meanImageCandidate(training, preprocessing?.mean !== undefined, attack.signInvariant)),
    rows: firstLayerWeight === undefined ? null : score(firstLayerCandidates(firstLayerWeight, attack)),
  };
}

/** The part of the report on what was asked for. */
function toSettings(
  { preprocessing = {}, seed, matchLabels = false }: ScoreInput,
  { points, signInvariant }: CandidateSet,
  confidence: number,
  randomLaw: RandomLaw,
): ScoreReport['settings'] {
  const { imageShape, pixelRange = [0, 1] } = preprocessing;
  return {
    seed,
    dimension: points.columns,
    candidates: points.rows,
    imageShape: imageShape === undefined ? null : [...imageShape],
    pixelRange: imageShape === undefined ? null : [pixelRange[0], pixelRange[1]],
    signInvariant,
    matchLabels,
    confidence,
    randomLaw,
  };
}

/** The part of the report on SSIM; null without an image shape. */
function toSsim({ own, ownOnHeldOut, random, meanImage, rows }: Scored): ScoreReport['ssim'] {
  if (!own.reference || !ownOnHeldOut || !random.reference || !meanImage.reference) return null;
  return toSsimReport({
    training: own.reference,
    heldOut: ownOnHeldOut,
    randomCandidates: random.reference,
    meanImage: meanImage.reference,
    firstLayerRows: rows?.reference ?? null,
  });
}

/** Repeats of the chance distance that its budget allows, from 3 to 50. */
function affordableRepeats({ attack, training }: CheckedSets): number {
  const affordable = Math.floor(chanceBudget / (attack.points.rows * training.points.rows * attack.points.columns));
  return Math.max(3, Math.min(50, affordable));
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
