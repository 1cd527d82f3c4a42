import { argument, DomainError, type Dtype, wording } from '@noprior/tensor';
import type { SampleLoss } from './training-loss.ts';
import type { TrainingProgress } from './training-progress.ts';

/** How far one step of gradient descent goes; see {@link stepRate}. */
export type StepRule =
  | {
      readonly schedule: 'constant';
      /** Factor on the gradient of the mean loss. */
      readonly stepSize: number;
    }
  | {
      readonly schedule: 'normalized';
      /** Largest change of ln(loss) that the gradient predicts for one step. */
      readonly maxLogLossChange: number;
      /** Largest change of a layer, as a fraction of the norm of its weight and bias. */
      readonly maxRelativeChange: number;
    };

/** Where and how often the state of a training is written. */
export interface CheckpointOptions {
  /** File name that ends in .safetensors; the file is a network that `loadNetwork` reads. */
  readonly path: string;
  /** Seconds between checkpoints, default 60. One more is written when the training stops. */
  readonly everySeconds?: number;
}

/** Options of `trainNetwork`. */
export interface TrainingOptions {
  /** Loss of a sample, default `logistic`; `cross-entropy` for networks with several outputs, `squared` for regression. */
  readonly loss?: SampleLoss;
  /** Adds weightDecay / 2 ||theta||^2 to the mean loss; default 0. It needs the schedule `constant`, and limits: a loss of 0 is
   * out of reach. */
  readonly weightDecay?: number;
  /** `normalized` (default) or `constant`, the paper's. */
  readonly schedule?: 'constant' | 'normalized';
  /** For `constant`: factor on the gradient of the mean loss, default 0.01. */
  readonly stepSize?: number;
  /** For `normalized`: largest predicted change of ln(loss) in one step, default 0.01. */
  readonly maxLogLossChange?: number;
  /** For `normalized`: largest change of a layer in one step, relative to its norm, default 0.01. */
  readonly maxRelativeChange?: number;
  /** Default `float32`. */
  readonly dtype?: Dtype;
  /** Stop once the mean loss is this small; default 1e-6. */
  readonly targetLoss?: number;
  /** Stop after so many steps, those before a resume included; default 1,000,000. */
  readonly maxIterations?: number;
  /** Stop after so many seconds of this call; default no limit. */
  readonly maxSeconds?: number;
  /** Steps between two looks at the loss, default 10. The training can only end at such a step. */
  readonly evaluateEvery?: number;
  /** Called at every look at the loss. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Once aborted, the training stops at the step it is at, as if the time were up. */
  readonly signal?: AbortSignal | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Continue from `checkpoint.path` if that file exists, start at the given network if not. */
  readonly resume?: boolean;
}

/** {@link StepRule} from options.
 *
 * @throws {DomainError} for a number that is not positive, or an option of the other schedule
 */
export function toStepRule(options: TrainingOptions): StepRule {
  const { schedule = 'normalized', stepSize, maxLogLossChange, maxRelativeChange } = options;
  if (schedule === 'constant') {
    refuse('maxLogLossChange', maxLogLossChange, schedule);
    refuse('maxRelativeChange', maxRelativeChange, schedule);
    return { schedule, stepSize: positive('stepSize', stepSize ?? 0.01) };
  }
  if (schedule !== 'normalized') {
    throw new DomainError(
      wording`trainNetwork: ${argument('schedule')} must be constant or normalized, got ${JSON.stringify(schedule)}`,
    );
  }
  refuse('stepSize', stepSize, schedule);
  return {
    schedule,
    maxLogLossChange: positive('maxLogLossChange', maxLogLossChange ?? 0.01),
    maxRelativeChange: positive('maxRelativeChange', maxRelativeChange ?? 0.01),
  };
}

/** Check the options that say when to stop and to look.
 *
 * @throws {DomainError} for numbers out of range, or `resume` without a checkpoint
 */
export function checkLimits(options: TrainingOptions): void {
  const { targetLoss, maxIterations, maxSeconds, evaluateEvery, checkpoint, resume } = options;
  if (targetLoss !== undefined) positive('targetLoss', targetLoss);
  if (maxSeconds !== undefined) positive('maxSeconds', maxSeconds);
  if (checkpoint !== undefined && !/\.safetensors$/i.test(checkpoint.path)) {
    throw new DomainError(`trainNetwork: checkpoint.path must end in .safetensors, got ${checkpoint.path}`);
  }
  if (checkpoint?.everySeconds !== undefined) positive('checkpoint.everySeconds', checkpoint.everySeconds);
  for (const [name, value, least] of [
    ['maxIterations', maxIterations, 0],
    ['evaluateEvery', evaluateEvery, 1],
  ] as const) {
    if (value !== undefined && (!Number.isSafeInteger(value) || value < least)) {
      throw new DomainError(wording`trainNetwork: ${argument(name)} must be an integer from ${least}, got ${value}`);
    }
  }
  if (resume === true && checkpoint === undefined) {
    throw new DomainError(
      wording`trainNetwork: ${argument('resume')} needs checkpoint.path, the file to continue from`,
    );
  }
}

function positive(name: string, value: number): number {
  if (value > 0) return value;
  throw new DomainError(wording`trainNetwork: ${argument(name)} must be positive, got ${value}`);
}

function refuse(name: string, value: number | undefined, schedule: string): void {
  if (value === undefined) return;
  throw new DomainError(
    wording`trainNetwork: ${argument(name)} has no meaning for the schedule ${schedule}; leave it out`,
  );
}
