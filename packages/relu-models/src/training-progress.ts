/** What a training reports at every look at the loss. */
export interface TrainingProgress {
  /** Steps taken, those before a resume included. */
  readonly iteration: number;
  /** Loss of the parameters after these steps; 0 where it underflows, unlike `logLoss`. */
  readonly loss: number;
  /** ln(loss) */
  readonly logLoss: number;
  /** Seconds since the call. */
  readonly seconds: number;
  /** Seconds until the training ends by its target or its limits, extrapolated; `undefined` while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

/** Limits of a training, for {@link estimateSecondsLeft}. */
export interface TrainingLimits {
  readonly schedule: 'constant' | 'normalized';
  readonly logTarget: number;
  readonly maxIterations: number;
  readonly maxSeconds: number;
}

/** One look at the loss. */
export interface LossRecord {
  readonly iteration: number;
  readonly logLoss: number;
  readonly seconds: number;
}

/** Seconds until a training ends, from its course over the last half of its iterations.
 *
 * For `normalized` ln(loss) is continued as a line; for `constant` as a power law of the iteration, which is what gradient
 * descent with a constant step follows late. The limits bound the result.
 *
 * @param records  looks at the loss in this call, oldest first
 * @returns        seconds, or `undefined` if there are fewer than two looks, or the loss does not fall and nothing limits it
 * @example estimateSecondsLeft(records, { schedule: 'normalized', logTarget: Math.log(1e-6), ... })
 */
export function estimateSecondsLeft(records: readonly LossRecord[], limits: TrainingLimits): number | undefined {
  const now = records.at(-1);
  const first = records[0];
  if (now === undefined || first === undefined || now.iteration === first.iteration) return undefined;
  const secondsPerStep = (now.seconds - first.seconds) / (now.iteration - first.iteration);
  const middle = (first.iteration + now.iteration) / 2;
  const before = records.findLast(({ iteration }) => iteration <= middle) ?? first;
  const position = (iteration: number): number =>
    limits.schedule === 'normalized' ? iteration : Math.log(Math.max(iteration, 1));
  const slope = (now.logLoss - before.logLoss) / (position(now.iteration) - position(before.iteration));
  let steps = limits.maxIterations - now.iteration;
  if (slope < 0) {
    const end = position(now.iteration) + (limits.logTarget - now.logLoss) / slope;
    steps = Math.min(steps, (limits.schedule === 'normalized' ? end : Math.exp(end)) - now.iteration);
  }
  const left = Math.min(steps * secondsPerStep, limits.maxSeconds - now.seconds);
  return Number.isFinite(left) ? Math.max(0, left) : undefined;
}

/** Add a look at the loss; once there are 512, every other one is forgotten. */
export function addRecord(records: readonly LossRecord[], record: LossRecord): LossRecord[] {
  const kept = records.length < 512 ? records : records.filter((_, index) => index % 2 === 0);
  return [...kept, record];
}

/** Seconds since a value of `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
