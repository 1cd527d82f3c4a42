/** Where a run ends, whichever comes first. */
export interface TimeLeftEnds {
  /** Position at which the run has reached its goal. */
  readonly goal?: number;
  readonly maxIterations?: number;
  readonly maxSeconds?: number;
}

/** One look at a run. */
export interface ProgressLook {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds since the start of the call. */
  readonly seconds: number;
  /** How far it has come to its goal; a quantity that a late run changes by about the same amount in every iteration. */
  readonly position?: number;
}

/** Nothing is said before so many seconds and looks, and before this share of the way to the goal: a run that has hardly begun has no rate. */
const leastSeconds = 1;
const leastLooks = 3;
const leastShare = 0.05;
/** Without a rate towards the goal a limit is named only once so large a part of it is used up. */
const nearLimit = 0.25;
/** Once so many looks are kept, every other one is forgotten. */
const mostLooks = 512;

/** Estimates the seconds that a run will still take, from its rate over the last half of its way.
 *
 * The last half is counted in positions, not in iterations: iterations at the start that hardly move, as those of a network whose first
 * layer starts small, do not take part. A limit in iterations is continued at the pace of the last half of them.
 *
 * @example
 * const time = new TimeLeft({ goal: -Math.log(1e-6), maxIterations: 1e6 });
 * time.look({ iteration, seconds, position: -Math.log(loss) }); // seconds, or undefined while nothing can be said
 */
export class TimeLeft {
  readonly #ends: TimeLeftEnds;
  #looks: ProgressLook[] = [];

  constructor(ends: TimeLeftEnds) {
    this.#ends = ends;
  }

  /** Take note of a look, later than those before.
   *
   * @returns seconds left, or `undefined` while nothing can be said
   */
  look(look: ProgressLook): number | undefined {
    const kept = this.#looks.length < mostLooks ? this.#looks : this.#looks.filter((_, index) => index % 2 === 0);
    this.#looks = [...kept, look];
    const { goal, maxSeconds = Number.POSITIVE_INFINITY } = this.#ends;
    const byLimit = Math.min(this.#toLastIteration(look), Math.max(0, maxSeconds - look.seconds));
    if (goal === undefined) return Number.isFinite(byLimit) ? byLimit : undefined;
    const toGoal = this.#toGoal(look, goal);
    if (toGoal !== undefined) return Math.min(toGoal, byLimit);
    return look.seconds >= nearLimit * (look.seconds + byLimit) && this.#hasBegun(look) ? byLimit : undefined;
  }

  #hasBegun({ seconds }: ProgressLook): boolean {
    return this.#looks.length >= leastLooks && seconds - this.#looks[0]!.seconds >= leastSeconds;
  }

  /** Infinite without a limit, and before there is a pace. */
  #toLastIteration(now: ProgressLook): number {
    const { maxIterations = Number.POSITIVE_INFINITY } = this.#ends;
    if (now.iteration >= maxIterations) return 0;
    const middle = (this.#looks[0]!.iteration + now.iteration) / 2;
    const before = this.#looks.findLast(({ iteration }) => iteration <= middle);
    if (before === undefined || !this.#hasBegun(now)) return Number.POSITIVE_INFINITY;
    return ((now.seconds - before.seconds) / (now.iteration - before.iteration)) * (maxIterations - now.iteration);
  }

  #toGoal(now: ProgressLook, goal: number): number | undefined {
    const { position } = now;
    const start = this.#looks[0]!.position;
    if (position === undefined || start === undefined) return undefined;
    if (position >= goal) return 0;
    if (!this.#hasBegun(now) || position - start < leastShare * (goal - start)) return undefined;
    const before = this.#looks.findLast((look) => look.position! <= (start + position) / 2)!;
    return ((now.seconds - before.seconds) / (position - before.position!)) * (goal - position);
  }
}
