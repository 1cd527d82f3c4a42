import type { LabelledData } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';

/** What every part of a certificate works with. */
export interface CertifyContext {
  readonly backend: Backend;
  readonly data: LabelledData;
  /** Whether the model's files say that it was trained on other samples. */
  readonly otherSamples?: boolean;
  /** Sharpness of the surrogate derivative. */
  readonly alpha: number;
  /** Cosine below which a unit is on its kink. */
  readonly kinkTolerance: number;
  /** Seconds for the Clarke residual at most. */
  readonly clarkeSeconds: number;
  readonly distance: number;
  readonly seed: number;
  /** Split radii are measured at so many points, at most. */
  readonly radiusPoints: number;
  /** Says what is being computed. */
  readonly say: (state: string, secondsLeft?: number) => void;
}
