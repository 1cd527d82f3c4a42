import { argument, DomainError, wording } from '@noprior/tensor';
import type { PlanProgress, PlanResult } from './plan-result.ts';
import { PlanSchedule } from './plan-schedule.ts';
import { ReplaceableWorker } from './replaceable-worker.ts';
import type { Step } from './step.ts';
import type { StepCache } from './step-cache.ts';
import type { StepWorker } from './step-worker.ts';

/** How a plan is run. */
export interface RunPlanOptions {
  /** Prepared by the caller, who holds the lock of its folder. */
  readonly cache: StepCache;
  /** Steps at a time, an integer from 1. */
  readonly workers: number;
  readonly startWorker: () => StepWorker;
  /** Aborting ends the workers at once; what is done stays. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
}

/** Run the steps of a plan whose results are not in the cache, several at a time, inputs first.
 *
 * A step that fails leaves the others running; only those that read it are left out. A worker that ends is replaced.
 *
 * @param steps  inputs before those that read them, as {@link Plan.steps}
 * @throws {DomainError} unless `workers` is an integer from 1
 */
export async function runPlan(steps: readonly Step[], options: RunPlanOptions): Promise<PlanResult> {
  const { cache, workers: count, startWorker, signal, onProgress } = options;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new DomainError(wording`experiment: ${argument('workers')} must be an integer from 1, got ${count}`);
  }
  const began = performance.now();
  const schedule = new PlanSchedule(steps);
  const damaged = await reuseResults(steps, schedule, options);
  const reused = schedule.done;

  const workers = Array.from({ length: count }, () => new ReplaceableWorker(startWorker));
  const report = (): void => onProgress?.(schedule.progress(count));
  const stop = (): void => {
    for (const worker of workers) void worker.dispose();
    schedule.wake();
  };
  signal?.addEventListener('abort', stop);
  const timer = setInterval(report, 1000);
  const cut: Step[] = [];
  try {
    const runs = workers.map((worker) => work(worker, schedule, report, signal));
    for (const step of await Promise.all(runs)) if (step !== undefined) cut.push(step);
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
  // A worker may have put its result in place just before it was ended.
  for (const step of cut) if ((await cache.inspect(step)).kind === 'valid') schedule.completeUntimed(step);
  return {
    reused,
    computed: schedule.done - reused,
    damaged,
    failures: schedule.failures,
    blocked: schedule.blocked,
    aborted: signal?.aborted === true,
    seconds: (performance.now() - began) / 1000,
  };
}

/** Take the results that are in the cache.
 *
 * @returns those that differ from what had been written
 */
async function reuseResults(
  steps: readonly Step[],
  schedule: PlanSchedule,
  { cache, signal }: RunPlanOptions,
): Promise<PlanResult['damaged']> {
  const damaged: { step: Step; reason: string }[] = [];
  for (const step of steps) {
    if (signal?.aborted) break;
    const state = await cache.inspect(step);
    if (state.kind === 'damaged') damaged.push({ step, reason: state.reason });
    if (state.kind === 'valid') schedule.complete(step, state.result.seconds);
  }
  return damaged;
}

/** Run one step after the other, until none is left that could begin.
 *
 * @returns the step in the middle of which the plan was aborted
 */
async function work(
  worker: ReplaceableWorker,
  schedule: PlanSchedule,
  report: () => void,
  signal: AbortSignal | undefined,
): Promise<Step | undefined> {
  try {
    while (!signal?.aborted) {
      const step = schedule.next();
      if (step === undefined) {
        if (!schedule.isRunning) return undefined;
        await schedule.changed();
        continue;
      }
      schedule.begin(step);
      report();
      try {
        schedule.complete(step, await worker.run(step, schedule.inputsOf(step)));
      } catch (error) {
        if (signal?.aborted) return step;
        schedule.fail(step, error);
        await worker.recover(error);
      } finally {
        schedule.end(step);
      }
      report();
    }
    return undefined;
  } finally {
    await worker.dispose();
  }
}
