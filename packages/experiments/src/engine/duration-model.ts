import type { Step } from './step.ts';

/** Seconds that steps will take: what is declared, times how much longer or shorter steps of the same kind took so far. */
export class DurationModel {
  readonly #taken = new Map<string, { seconds: number; estimate: number }>();

  /** Take note of a step that is done. */
  add({ kind, estimate }: Step, seconds: number): void {
    const before = this.#taken.get(kind) ?? { seconds: 0, estimate: 0 };
    this.#taken.set(kind, { seconds: before.seconds + seconds, estimate: before.estimate + estimate });
  }

  /** Seconds that a step is expected to take. */
  seconds({ kind, estimate }: Step): number {
    const taken = this.#taken.get(kind);
    return taken === undefined ? estimate * this.#overall() : (estimate * taken.seconds) / taken.estimate;
  }

  /** Seconds until all of these are done.
   *
   * @param steps    what is left, inputs before those that read them
   * @param workers  steps at a time
   * @returns        the greater of work over workers and the longest chain
   */
  secondsLeft(steps: readonly Step[], workers: number): number {
    const ends = new Map<string, number>();
    let work = 0;
    let chain = 0;
    for (const step of steps) {
      const seconds = this.seconds(step);
      const end = seconds + Math.max(0, ...Object.values(step.inputs).map((key) => ends.get(key) ?? 0));
      ends.set(step.key, end);
      work += seconds;
      chain = Math.max(chain, end);
    }
    return Math.max(chain, work / workers);
  }

  /** Whether enough is known to speak of the time left: of the work that is left, as declared, at least two thirds are of kinds of which a
   * step is done. */
  isCalibrated(steps: readonly Step[]): boolean {
    const work = (some: readonly Step[]): number => some.reduce((total, { estimate }) => total + estimate, 0);
    return work(steps.filter(({ kind }) => this.#taken.has(kind))) >= (2 / 3) * work(steps);
  }

  /** For kinds of which none is done: the factor of all others together. */
  #overall(): number {
    let seconds = 0;
    let estimate = 0;
    for (const taken of this.#taken.values()) {
      seconds += taken.seconds;
      estimate += taken.estimate;
    }
    return estimate === 0 ? 1 : seconds / estimate;
  }
}
