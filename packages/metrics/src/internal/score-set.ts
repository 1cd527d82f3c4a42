import { DomainError, definedOnly } from '@noprior/tensor';
import { toImageShape } from '../image-shape.ts';
import { type ReferenceScore, referenceScore } from '../reference-score.ts';
import type { ScoreInput } from '../score-input.ts';
import { type CandidateSet, type CheckedPoints, requirePoints } from './candidate-set.ts';
import { requireVector } from './checks.ts';
import { type Matches, matchImages, toTensor } from './match-images.ts';

/** Checked candidates of the attack, with both groups of images that they are scored against. */
export interface CheckedSets {
  readonly attack: CandidateSet;
  readonly training: CheckedPoints;
  readonly heldOut: CheckedPoints;
}

/** One set of candidates against both groups of images. */
export interface ScoredSet {
  readonly set: CandidateSet;
  readonly training: Matches;
  readonly heldOut: Matches;
  /** Of the training images; null without an image shape. */
  readonly reference: ReferenceScore | null;
}

/** Check points, labels and preprocessing of an input, as `scoreReconstruction` says. */
export function requireSets(input: ScoreInput): CheckedSets {
  const { mean, imageShape } = input.preprocessing ?? {};
  const { signInvariant = false, matchLabels = false } = input;
  const attack = { ...requirePoints(input.candidates, null, 'candidates'), signInvariant, note: 'the attack' };
  const dimension = attack.points.columns;
  const training = requirePoints(input.training, dimension, 'training');
  const heldOut = requirePoints(input.heldOut, dimension, 'heldOut');
  if (mean !== undefined) requireVector(mean, dimension, 'scoreReconstruction', 'preprocessing.mean');
  if (imageShape !== undefined) toImageShape(imageShape, dimension, 'scoreReconstruction');
  if (matchLabels && (attack.labels === null || training.labels === null || heldOut.labels === null)) {
    throw new DomainError('scoreReconstruction: matchLabels needs y of candidates, training and heldOut');
  }
  return { attack, training, heldOut };
}

/** Match a set with both groups of images, and give it its reference scores. */
export function scoreSet(
  set: CandidateSet,
  { training, heldOut }: CheckedSets,
  { matchLabels = false, preprocessing }: ScoreInput,
): ScoredSet {
  const matches = matchImages(set, training, matchLabels);
  const others = matchImages(set, heldOut, matchLabels);
  return {
    set,
    training: matches,
    heldOut: others,
    reference: scoreByReference(set, training, matches, preprocessing),
  };
}

/** Reference scores of a set for a group of images; null without an image shape. */
export function scoreByReference(
  set: CandidateSet,
  images: CheckedPoints,
  { allowed }: Matches,
  { mean, imageShape, pixelRange }: NonNullable<ScoreInput['preprocessing']> = {},
): ReferenceScore | null {
  if (imageShape === undefined) return null;
  return referenceScore(toTensor(set), toTensor(images), {
    imageShape,
    pixelRange: pixelRange ?? [0, 1],
    signInvariant: set.signInvariant,
    ...definedOnly({ mean, allowed }),
  });
}
