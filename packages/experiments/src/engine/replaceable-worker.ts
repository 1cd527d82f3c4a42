import type { Step } from './step.ts';
import { type StepWorker, WorkerEndedError } from './step-worker.ts';

/** One place for a worker: it is started when its first step comes, and again after it ended. */
export class ReplaceableWorker {
  readonly #start: () => StepWorker;
  #worker: StepWorker | undefined;

  constructor(start: () => StepWorker) {
    this.#start = start;
  }

  /** Run a step, as {@link StepWorker.run}. */
  run(step: Step, inputs: Readonly<Record<string, Step>>): Promise<number> {
    this.#worker ??= this.#start();
    return this.#worker.run(step, inputs);
  }

  /** After an error of `run`: let go of the worker if it can do no more. */
  async recover(error: unknown): Promise<void> {
    if (!(error instanceof WorkerEndedError)) return;
    const ended = this.#worker;
    this.#worker = undefined;
    await ended?.dispose();
  }

  /** End the worker, at once even in the middle of a step. */
  async dispose(): Promise<void> {
    await this.#worker?.dispose();
  }
}
