import type { SampleLoss } from './training-loss.ts';

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
  /** Seconds until the training ends by its target or its limits, estimated; `undefined` while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

/** How far a training is, as a position that late steps change by about the same amount each.
 *
 * Steps of the schedule `normalized` change ln(loss) by a bounded amount, and so do constant steps for squares; with constant steps on the
 * logistic loss or the cross-entropy the loss falls as 1 / iteration.
 *
 * @returns -ln(loss), or 1 / loss
 */
export function trainingPosition(logLoss: number, schedule: 'constant' | 'normalized', loss: SampleLoss): number {
  return schedule === 'normalized' || loss === 'squared' ? -logLoss : Math.exp(-logLoss);
}

/** Seconds since a value of `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
