import { argument, DomainError, wording } from '@noprior/tensor';
import type { RefineRecord } from './refine-result.ts';

/** Options of `refineToKkt`. */
export interface RefineOptions {
  /** Stop once the residual with free derivatives at kinks is this small, relative to ||theta||; default 1e-6. */
  readonly targetResidual?: number;
  /** Default 2000. */
  readonly maxIterations?: number;
  /** Default no limit. */
  readonly maxSeconds?: number;
  /** Cosine between a unit's row and its input within which the unit counts as on its kink in a step; default 0.01, or
   * `finalKinkTolerance` where that is wider. It shrinks where no step helps. */
  readonly kinkTolerance?: number;
  /** The same from the point on where the target is reached with `kinkTolerance`, until it is reached again; default 1e-3. Wide
   * kinks make the way shorter; with more than one hidden layer their target may be far from KKT with narrow ones. */
  readonly finalKinkTolerance?: number;
  /** Largest fraction of the step of sequential quadratic programming, default 0.5. */
  readonly stepSize?: number;
  /** Momentum grows as over this many iterations, default 10: 1 - 1/10 at most, roughly. 1 is none. */
  readonly momentumHorizon?: number;
  /** Called after every iteration. */
  readonly onProgress?: ((progress: RefineProgress) => void) | undefined;
  /** Once aborted, the refineToKkt returns the point that it is at. */
  readonly signal?: AbortSignal | undefined;
}

/** What a refineToKkt reports after an iteration. */
export interface RefineProgress extends RefineRecord {
  /** Seconds to the target or a limit, extrapolated; `undefined` while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

/** @throws {DomainError} for numbers out of range */
export function checkRefineOptions(options: RefineOptions): void {
  for (const name of ['targetResidual', 'maxSeconds', 'kinkTolerance', 'finalKinkTolerance', 'stepSize'] as const) {
    const value = options[name];
    if (value !== undefined && !(value > 0))
      throw new DomainError(wording`refineToKkt: ${argument(name)} must be positive, got ${value}`);
  }
  if (options.stepSize !== undefined && options.stepSize > 1) {
    throw new DomainError(wording`refineToKkt: ${argument('stepSize')} must be at most 1, got ${options.stepSize}`);
  }
  for (const [name, least] of [
    ['maxIterations', 0],
    ['momentumHorizon', 1],
  ] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= least)) {
      throw new DomainError(wording`refineToKkt: ${argument(name)} must be at least ${least}, got ${value}`);
    }
  }
}
