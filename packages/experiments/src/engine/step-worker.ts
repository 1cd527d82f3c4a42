import type { Step } from './step.ts';

/** Something that runs one step at a time. */
export interface StepWorker {
  /** Run a step whose inputs are in the cache.
   *
   * @returns seconds that it took
   * @throws what went wrong; a {@link WorkerEndedError} if the worker can do no more
   */
  run(step: Step, inputs: Readonly<Record<string, Step>>): Promise<number>;
  /** End the worker, at once even in the middle of a step. */
  dispose(): Promise<void>;
}

/** The worker is gone, and the step with it. */
export class WorkerEndedError extends Error {
  override readonly name = 'WorkerEndedError';
}
