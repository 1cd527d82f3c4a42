import { DomainError, type Dtype } from '@noprior/tensor';
import type { TrainingProgress } from './training-progress.ts';

/** How a private training steps: `theta <- theta - (eta / n) (sum_i min(1, C / ||g_i||) g_i + sigma C N(0, I))`. */
export interface PrivateStepRule {
  /** C, the largest norm that one sample's gradient keeps, over all parameters together. Infinity without noise only. */
  readonly clip: number;
  /** sigma, standard deviation of the noise on the sum of the gradients, in units of C; 0 for none. */
  readonly noiseMultiplier: number;
  /** eta, factor on the mean of the clipped gradients. */
  readonly stepSize: number;
}

/** Options of `trainPrivately`. */
export interface PrivateTrainingOptions extends PrivateStepRule {
  /** T, the number of steps. Nothing but a limit ends the training earlier: to stop by a loss would reveal something of the data. */
  readonly steps: number;
  /** Seed of the noise, an integer in [0, 2^53); other than that of the network, and as secret as the data. */
  readonly seed: number;
  /** Default `float32`. */
  readonly dtype?: Dtype;
  /** Stop after so many seconds of this call; default no limit. */
  readonly maxSeconds?: number;
  /** Steps between two looks at the loss, default 10. */
  readonly evaluateEvery?: number;
  /** Called at every look at the loss, which is that of the data itself: no privacy account covers it. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Once aborted, the training stops at the step it is at, as if the time were up. */
  readonly signal?: AbortSignal | undefined;
}

/** Check the options of a private training.
 *
 * @throws {DomainError} for numbers out of range, and for noise on a sum that nothing bounds
 */
export function checkPrivateOptions(options: PrivateTrainingOptions): void {
  const { clip, noiseMultiplier, stepSize, steps, maxSeconds, evaluateEvery } = options;
  if (!(clip > 0)) throw new DomainError(`trainPrivately: clip must be positive, got ${clip}`);
  if (!(noiseMultiplier >= 0 && Number.isFinite(noiseMultiplier))) {
    throw new DomainError(`trainPrivately: noiseMultiplier must be a number from 0, got ${noiseMultiplier}`);
  }
  if (clip === Number.POSITIVE_INFINITY && noiseMultiplier > 0) {
    throw new DomainError(
      'trainPrivately: noise is measured in units of clip, so clip must be finite; or set noiseMultiplier to 0',
    );
  }
  if (!(stepSize > 0 && Number.isFinite(stepSize))) {
    throw new DomainError(`trainPrivately: stepSize must be positive and finite, got ${stepSize}`);
  }
  if (maxSeconds !== undefined && !(maxSeconds > 0)) {
    throw new DomainError(`trainPrivately: maxSeconds must be positive, got ${maxSeconds}`);
  }
  for (const [name, value] of [
    ['steps', steps],
    ['evaluateEvery', evaluateEvery],
  ] as const) {
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 1)) {
      throw new DomainError(`trainPrivately: ${name} must be an integer from 1, got ${value}`);
    }
  }
}
