import { codeOf } from './code-of.ts';
import { DurationModel } from './duration-model.ts';
import type { PlanProgress, StepFailure } from './plan-result.ts';
import type { Step } from './step.ts';

/** Where every step of a plan stands, and which one may begin. */
export class PlanSchedule {
  readonly #steps: readonly Step[];
  readonly #byKey: ReadonlyMap<string, Step>;
  readonly #durations = new DurationModel();
  readonly #done = new Set<string>();
  /** Steps that went wrong, and all that read them. */
  readonly #lost = new Set<string>();
  /** When each running step began. */
  readonly #running = new Map<string, number>();
  readonly #failures: StepFailure[] = [];
  readonly #waiting: (() => void)[] = [];

  /** @param steps  inputs before those that read them */
  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#byKey = new Map(steps.map((step) => [step.key, step]));
  }

  /** Steps whose results are there. */
  get done(): number {
    return this.#done.size;
  }

  get failures(): readonly StepFailure[] {
    return this.#failures;
  }

  /** Steps that cannot begin because one that they read went wrong. */
  get blocked(): number {
    return this.#lost.size - this.#failures.length;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** The first step that may begin: all its inputs are there. `undefined` if there is none now. */
  next(): Step | undefined {
    return this.#steps.find(
      ({ key, inputs }) =>
        this.#isLeft(key) && !this.#running.has(key) && Object.values(inputs).every((input) => this.#done.has(input)),
    );
  }

  /** The steps that a step reads, by the names it has for them. */
  inputsOf({ inputs }: Step): Record<string, Step> {
    return Object.fromEntries(Object.entries(inputs).map(([name, key]) => [name, this.#byKey.get(key)!]));
  }

  begin({ key }: Step): void {
    this.#running.set(key, performance.now());
  }

  /** The result of a step is there. */
  complete(step: Step, seconds: number): void {
    this.#durations.add(step, seconds);
    this.#done.add(step.key);
  }

  /** The result of a step is there; how long it took is not known. */
  completeUntimed({ key }: Step): void {
    this.#done.add(key);
  }

  /** A step went wrong: it and all that read it, directly or not, are left out. */
  fail(step: Step, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#failures.push({ step, message, code: codeOf(error) });
    this.#lost.add(step.key);
    for (const { key, inputs } of this.#steps) {
      if (Object.values(inputs).some((input) => this.#lost.has(input))) this.#lost.add(key);
    }
  }

  /** A step runs no more, whatever became of it. */
  end({ key }: Step): void {
    this.#running.delete(key);
    this.wake();
  }

  /** Resolves when a step ends, or at {@link wake}. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Let those who wait for a change look again. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** @param workers  steps at a time */
  progress(workers: number): PlanProgress {
    const left = this.#steps.filter(({ key }) => this.#isLeft(key));
    return {
      total: this.#steps.length,
      done: this.#done.size,
      failed: this.#failures.length,
      running: left.filter(({ key }) => this.#running.has(key)),
      secondsLeft: this.#durations.isCalibrated(left)
        ? Math.max(0, this.#durations.secondsLeft(left, workers) - this.#elapsed() / workers)
        : undefined,
    };
  }

  #isLeft(key: string): boolean {
    return !this.#done.has(key) && !this.#lost.has(key);
  }

  /** Seconds that the running steps have been at it, together. */
  #elapsed(): number {
    const now = performance.now();
    let seconds = 0;
    for (const since of this.#running.values()) seconds += (now - since) / 1000;
    return seconds;
  }
}
