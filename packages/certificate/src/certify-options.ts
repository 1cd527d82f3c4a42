import { argument, DomainError, wording } from '@noprior/tensor';

/** Options of {@link certifyNetwork}. */
export interface CertifyOptions {
  /** Distance of the other set from the training set, in units of the input; default 1000. */
  readonly distance?: number;
  /** Sharpness of the surrogate derivative, at smallest margin 1; default 100. */
  readonly alpha?: number;
  /** Cosine between a unit's row and its input below which the unit counts as on its kink; default 1e-3. */
  readonly kinkTolerance?: number;
  /** Most seconds for one Clarke residual; its lower bound says what is left open then. Default 20. */
  readonly clarkeSeconds?: number;
  /** Most training points whose split radii are measured, the first ones; default 40. */
  readonly radiusPoints?: number;
  /** Seed of the directions that are tried; default 0. */
  readonly seed?: number;
  /** Whether the samples are known to be none that the network was trained on: then the verdict is `no-statement`. Default false. */
  readonly otherSamples?: boolean;
  /** Called before every step and within long ones; what it throws ends the measurement. */
  readonly onProgress?: ((progress: CertifyProgress) => void) | undefined;
}

/** What is being measured. */
export type CertifyProgress = {
  /** Seconds to the end of this step, extrapolated; `undefined` while nothing can be said. */
  readonly secondsLeft?: number | undefined;
} & (
  | { readonly step: 'residual'; readonly derivative: 'hard' | 'surrogate' }
  | { readonly step: 'clarkeResidual'; readonly residual: number; readonly lowerBound: number }
  | { readonly step: 'alternativeSet'; readonly distance: number }
  | { readonly step: 'splitRadii'; readonly done: number; readonly points: number }
  | { readonly step: 'bounds' }
);

/** Options with their defaults.
 *
 * @throws {DomainError} for numbers out of range
 */
export function toCertifySettings(
  options: CertifyOptions,
): Required<Omit<CertifyOptions, 'onProgress'>> & { readonly onProgress: (progress: CertifyProgress) => void } {
  const { distance = 1000, alpha = 100, kinkTolerance = 1e-3, clarkeSeconds = 20, radiusPoints = 40 } = options;
  for (const [name, value] of Object.entries({ distance, alpha, kinkTolerance, clarkeSeconds, radiusPoints })) {
    if (!(value > 0)) throw new DomainError(wording`certify: ${argument(name)} must be positive, got ${value}`);
  }
  const { seed = 0, otherSamples = false, onProgress = () => {} } = options;
  return { distance, alpha, kinkTolerance, clarkeSeconds, radiusPoints, seed, otherSamples, onProgress };
}
