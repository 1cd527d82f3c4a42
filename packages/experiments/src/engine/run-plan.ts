import { DomainError } from '@noprior/tensor';
import { codeOf } from './code-of.ts';
import { DurationModel } from './duration-model.ts';
import type { Step } from './step.ts';
import type { StepCache } from './step-cache.ts';
import { type StepWorker, WorkerEndedError } from './step-worker.ts';

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

/** How far a plan is. */
export interface PlanProgress {
  readonly total: number;
  /** Results that are there, the reused ones included. */
  readonly done: number;
  readonly failed: number;
  readonly running: readonly Step[];
  /** Estimate; `undefined` before steps of most kinds are done. */
  readonly secondsLeft: number | undefined;
}

/** A step that went wrong. */
export interface StepFailure {
  readonly step: Step;
  readonly message: string;
  /** What kind of error it was, where it says so: `SYSTEM` for a disk that is full. */
  readonly code: string | undefined;
}

/** What became of a plan. */
export interface PlanResult {
  /** Results that were there already. */
  readonly reused: number;
  readonly computed: number;
  /** Results that were there and differed from what had been written; they were computed again. */
  readonly damaged: readonly { readonly step: Step; readonly reason: string }[];
  readonly failures: readonly StepFailure[];
  /** Steps that could not begin because one that they read went wrong. */
  readonly blocked: number;
  readonly aborted: boolean;
  readonly seconds: number;
}

/** Run the steps of a plan whose results are not in the cache, several at a time, inputs first.
 *
 * A step that fails leaves the others running; only those that read it are left out. A worker that ends is replaced.
 *
 * @param steps  inputs before those that read them, as {@link Plan.steps}
 * @throws {DomainError} unless `workers` is an integer from 1
 */
export async function runPlan(steps: readonly Step[], options: RunPlanOptions): Promise<PlanResult> {
  const { cache, workers, startWorker, signal, onProgress } = options;
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new DomainError(`experiment: workers must be an integer from 1, got ${workers}`);
  }
  const began = performance.now();
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const durations = new DurationModel();
  const done = new Set<string>();
  const damaged: { step: Step; reason: string }[] = [];
  for (const step of steps) {
    if (signal?.aborted) break;
    const state = await cache.inspect(step);
    if (state.kind === 'damaged') damaged.push({ step, reason: state.reason });
    if (state.kind !== 'valid') continue;
    done.add(step.key);
    durations.add(step, state.result.seconds);
  }
  const reused = done.size;
  const failures: StepFailure[] = [];
  const lost = new Set<string>();
  const cut: Step[] = [];
  const running = new Map<string, number>();
  const inputKeys = (step: Step): string[] => Object.values(step.inputs);

  const report = (): void => {
    const left = steps.filter(({ key }) => !done.has(key) && !lost.has(key));
    onProgress?.({
      total: steps.length,
      done: done.size,
      failed: failures.length,
      running: left.filter(({ key }) => running.has(key)),
      secondsLeft: durations.isCalibrated(left)
        ? Math.max(0, durations.secondsLeft(left, workers) - elapsed(running, workers))
        : undefined,
    });
  };
  const next = (): Step | undefined =>
    steps.find(
      (step) =>
        !done.has(step.key) &&
        !lost.has(step.key) &&
        !running.has(step.key) &&
        inputKeys(step).every((key) => done.has(key)),
    );
  /** A step that went wrong, and all that read it, directly or not; `steps` has inputs first. */
  const lose = (failed: Step): void => {
    lost.add(failed.key);
    for (const step of steps) if (inputKeys(step).some((key) => lost.has(key))) lost.add(step.key);
  };

  let wake: () => void = () => undefined;
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const change = (): void => {
    const before = wake;
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
    before();
  };
  const active = new Set<StepWorker>();
  const work = async (): Promise<void> => {
    let worker: StepWorker | undefined;
    try {
      for (;;) {
        if (signal?.aborted) return;
        const step = next();
        if (step === undefined) {
          if (running.size === 0) return;
          await changed;
          continue;
        }
        running.set(step.key, performance.now());
        report();
        try {
          if (worker === undefined) {
            worker = startWorker();
            active.add(worker);
          }
          const inputs: Record<string, Step> = {};
          for (const [name, key] of Object.entries(step.inputs)) inputs[name] = byKey.get(key)!;
          durations.add(step, await worker.run(step, inputs));
          done.add(step.key);
        } catch (error) {
          if (signal?.aborted) {
            cut.push(step);
            return;
          }
          failures.push({ step, message: error instanceof Error ? error.message : String(error), code: codeOf(error) });
          lose(step);
          if (error instanceof WorkerEndedError && worker !== undefined) {
            active.delete(worker);
            await worker.dispose();
            worker = undefined;
          }
        } finally {
          running.delete(step.key);
          change();
        }
        report();
      }
    } finally {
      if (worker !== undefined) {
        active.delete(worker);
        await worker.dispose();
      }
    }
  };
  const stop = (): void => {
    for (const worker of active) void worker.dispose();
    change();
  };
  signal?.addEventListener('abort', stop);
  const timer = setInterval(report, 1000);
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
  // A worker may have put its result in place just before it was ended.
  for (const step of cut) if ((await cache.inspect(step)).kind === 'valid') done.add(step.key);
  return {
    reused,
    computed: done.size - reused,
    damaged,
    failures,
    blocked: lost.size - failures.length,
    aborted: signal?.aborted === true,
    seconds: (performance.now() - began) / 1000,
  };
}

/** Seconds that the running steps have been at it, as a share of all workers. */
function elapsed(running: ReadonlyMap<string, number>, workers: number): number {
  const now = performance.now();
  let seconds = 0;
  for (const since of running.values()) seconds += (now - since) / 1000;
  return seconds / workers;
}
