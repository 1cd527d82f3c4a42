import type { ChanceDistance } from './chance-distance-of-best.ts';
import type { MembershipFigures } from './membership-figures.ts';
import type { NearestPair } from './nearest-sorted.ts';
import type { RandomLaw } from './random-law.ts';
import type { Quantiles } from './statistics/quantile.ts';

/** Best match of one image among the candidates. */
export interface ImageMatch {
  readonly image: number;
  readonly label: number | null;
  /** Candidate with the largest cosine, and that cosine. */
  readonly candidate: number;
  readonly cosine: number;
  /** Candidate at the smallest Euclidean distance, and that distance. */
  readonly l2Candidate: number;
  readonly l2: number;
  /** Reference score; null without an image shape. `voters` candidates were averaged around `ssimCandidate`. */
  readonly ssim: number | null;
  readonly dssim: number | null;
  readonly ssimCandidate: number | null;
  readonly voters: number | null;
}

/** One-to-one matching of candidates and images with the largest total cosine. */
export interface OneToOneScore {
  /** Images that got a candidate: the smaller of the two counts, unless labels forbid more. */
  readonly matched: number;
  /** Over matched images; null if there is none. */
  readonly medianCosine: number | null;
  readonly quantiles: Quantiles | null;
  /** Candidate of each image, null for one without. */
  readonly candidate: readonly (number | null)[];
  readonly cosine: readonly (number | null)[];
}

/** Best matches of one group of images. */
export interface GroupScore {
  readonly count: number;
  readonly medianCosine: number;
  readonly meanCosine: number;
  readonly minCosine: number;
  readonly maxCosine: number;
  /** Of the images' best cosines. */
  readonly quantiles: Quantiles;
  /** How many different candidates are the best one of some image. */
  readonly distinctCandidates: number;
  readonly best: readonly ImageMatch[];
  readonly oneToOne: OneToOneScore;
}

/** The same scores for candidates that no attack made. */
export interface ControlScore {
  /** Number of control candidates. */
  readonly candidates: number;
  /** Best cosines of the training images. */
  readonly medianCosine: number;
  readonly maxCosine: number;
  readonly quantiles: Quantiles;
  /** Best cosines of the held-out images. */
  readonly heldOutMedianCosine: number;
  readonly heldOutMaxCosine: number;
  /** Training images above the held-out maximum of this control. */
  readonly aboveHeldOutMax: number;
  /** Membership AUC of this control's best cosines. */
  readonly auc: number;
  /** How the control was made. */
  readonly note: string;
}

/** Reference SSIM of one set of candidates against the training images. */
export interface SsimScore {
  readonly count: number;
  readonly median: number;
  readonly countAbove: number;
  readonly quantiles: Quantiles;
}

/** SSIM or DSSIM of candidates and controls. `controls` score the training images. */
export interface SimilarityReport<Score> {
  readonly training: Score;
  readonly heldOut: Score;
  readonly controls: {
    readonly randomCandidates: Score;
    readonly meanImage: Score;
    readonly firstLayerRows: Score | null;
  };
}

/** Everything {@link scoreReconstruction} finds; plain JSON. */
export interface ScoreReport {
  readonly settings: {
    readonly seed: number;
    readonly dimension: number;
    readonly candidates: number;
    readonly imageShape: readonly number[] | null;
    readonly pixelRange: readonly [number, number] | null;
    readonly signInvariant: boolean;
    readonly matchLabels: boolean;
    readonly confidence: number;
    readonly randomLaw: RandomLaw;
  };
  readonly training: GroupScore & {
    /** Training images whose best cosine exceeds `heldOut.maxCosine`. */
    readonly aboveHeldOutMax: number;
    /** The same for the one-to-one matching, against the same maximum. */
    readonly oneToOneAboveHeldOutMax: number;
  };
  readonly heldOut: GroupScore & {
    /** Whether there are as many held-out as training images. With fewer, their maximum is a lower bar. */
    readonly sameCount: boolean;
    /** Whether every label occurs as often in both groups; null without labels. */
    readonly sameClassCounts: boolean | null;
  };
  readonly controls: {
    readonly randomCandidates: ControlScore;
    readonly meanImage: ControlScore;
    readonly firstLayerRows: ControlScore | null;
  };
  /** Best cosine as membership score: training images against held-out ones. */
  readonly membership: MembershipFigures & {
    readonly score: 'bestCosine';
    readonly positives: number;
    readonly negatives: number;
  };
  /** Null without an image shape. */
  readonly ssim: (SimilarityReport<SsimScore> & { readonly threshold: number; readonly auc: number }) | null;
  readonly dssim: SimilarityReport<{ readonly median: number }> | null;
  readonly l2: {
    /** Candidates averaged over: 5, or all if there are fewer. */
    readonly k: number;
    readonly meanDistanceOfBest: number;
    /** The k candidates (`x`), their training images (`y`) and distances (`value`). */
    readonly pairs: readonly NearestPair[];
    /** The same mean with held-out images in place of training images. */
    readonly heldOutMeanDistanceOfBest: number;
    /** The same mean for random candidates against the training images. */
    readonly chance: ChanceDistance;
    /** Medians over images of the distance to the nearest candidate. */
    readonly trainingMedian: number;
    readonly heldOutMedian: number;
    readonly controls: {
      readonly randomCandidates: number;
      readonly meanImage: number;
      readonly firstLayerRows: number | null;
    };
    /** Membership AUC of the distance to the nearest candidate, near meaning member. */
    readonly auc: number;
  };
}
