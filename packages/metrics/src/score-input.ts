import type { Preprocessing } from '@noprior/datasets';
import type { HostTensor } from '@noprior/tensor';
import type { RandomLaw } from './random-law.ts';

/** Points with optional labels. */
export interface PointSet {
  /** [n, d] flattened images or points. */
  readonly x: HostTensor;
  /** [n] labels: any numbers that name classes. */
  readonly y?: HostTensor;
}

/** What {@link scoreReconstruction} needs. */
export interface ScoreInput {
  /** What the attack returned. */
  readonly candidates: PointSet;
  /** What the network was trained on. */
  readonly training: PointSet;
  /** Images of the same law that it was not trained on; as many, of the same classes. */
  readonly heldOut: PointSet;
  /** [m, d] first layer of the attacked network; its rows are a control. */
  readonly firstLayerWeight?: HostTensor;
  /** Mean that was subtracted from all points; image shape, without which there is no SSIM; range of the pixels with the mean added back,
   * default [0, 1]. */
  readonly preprocessing?: Pick<Preprocessing, 'mean' | 'imageShape' | 'pixelRange'> | undefined;
  /** Seed of the random candidates and of the chance level. */
  readonly seed: number;
  /** Whether x and -x count as the same point. Default false. */
  readonly signInvariant?: boolean;
  /** Whether a candidate may serve only images of its own label. Default false. */
  readonly matchLabels?: boolean;
  /** Nominal coverage of the intervals. Default 0.95. */
  readonly confidence?: number;
  /** Law of the random candidates. Default: normal with the candidates' root-mean-square norm. */
  readonly randomLaw?: RandomLaw;
  /** Monte Carlo repeats of the chance distance, at least 2. Default: as many as 5e9 multiplications allow, from 3
   * to 50. */
  readonly chanceRepeats?: number;
}
