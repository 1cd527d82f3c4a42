import type { NormalizedPoint } from './normalized-point.ts';
import type { ProblemOnBackend } from './problem-on-backend.ts';

/** Below this fraction of the largest step, another step is not tried. */
const shortestStep = 1e-4;

/** The way of a descent that is extrapolated with Nesterov's weights: where its next residual is taken, and how long the
 * step along it is. */
export class MomentumPath {
  readonly #problem: ProblemOnBackend;
  readonly #largestStep: number;
  readonly #horizon: number;
  #previous: NormalizedPoint;
  #current: NormalizedPoint;
  #at: NormalizedPoint;
  #step: number;
  #weight = 1;

  /**
   * @param largestStep  fraction of the residual, where no step failed of late
   * @param horizon      momentum grows as over this many iterations; 1 is none
   */
  constructor(problem: ProblemOnBackend, start: NormalizedPoint, largestStep: number, horizon: number) {
    this.#problem = problem;
    this.#largestStep = largestStep;
    this.#horizon = horizon;
    this.#previous = start;
    this.#current = start;
    this.#at = start;
    this.#step = largestStep;
  }

  /** Where the next residual is taken: the last point, or extrapolated from it. */
  get at(): NormalizedPoint {
    return this.#at;
  }

  get step(): number {
    return this.#step;
  }

  /** Points that the path still needs. */
  get points(): NormalizedPoint[] {
    return [this.#current, this.#previous, this.#at];
  }

  /** Go on to where a step led, if the norm did not grow there; else go back to the last point, or try half the step from it.
   *
   * @param next  `undefined` where the step led to no point
   * @returns     false if no step helps, however short; the largest is tried next
   */
  async advance(next: NormalizedPoint | undefined): Promise<boolean> {
    if (next === undefined || next.norm > this.#current.norm * (1 + 1e-13)) return this.#turnBack();
    this.#previous = this.#current;
    this.#current = next;
    this.#step = Math.min(this.#largestStep, 1.1 * this.#step);
    const nextWeight = (1 + Math.sqrt(1 + 4 * this.#weight * this.#weight)) / 2;
    const momentum = (this.#weight - 1) / nextWeight;
    this.#weight = Math.min(nextWeight, this.#horizon);
    const extrapolated =
      momentum > 0 ? await this.#problem.extrapolate(this.#current, this.#previous, momentum) : undefined;
    this.#at = extrapolated ?? this.#current;
    return true;
  }

  /** Begin anew at the point where the last residual was taken. */
  restart(): void {
    this.#current = this.#at;
    this.#previous = this.#at;
    this.#step = this.#largestStep;
    this.#weight = 1;
  }

  #turnBack(): boolean {
    this.#weight = 1;
    if (this.#at !== this.#current) {
      this.#at = this.#current;
      return true;
    }
    this.#step /= 2;
    if (this.#step >= shortestStep * this.#largestStep) return true;
    this.#step = this.#largestStep;
    return false;
  }
}
