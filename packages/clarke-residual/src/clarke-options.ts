import type { Scale } from '@noprior/kkt-loss';
import { argument, DomainError, wording } from '@noprior/tensor';

/** Which kinks count, and how long to minimise. */
export interface ClarkeResidualOptions {
  /** A unit is on its kink at a sample where |z| is at most this fraction of ||(w, b)|| ||(h, 1)||, a cosine; b and 1 only
   * where the layer has a bias. 0 asks for exact zeros. Default 1e-3. */
  readonly kinkTolerance?: number;
  /** Stop once residual - lowerBound is at most this fraction of the residual; default 1e-4. */
  readonly gapTolerance?: number;
  /** Rounds over the samples with steps on faces, at most; default 1000. With 0 the hard residual comes out. */
  readonly maxCycles?: number;
  /** Looked at after every cycle; default no limit. */
  readonly maxSeconds?: number;
  /** Unit of the multipliers that come out; the residual does not depend on it. Default `sum`. */
  readonly scale?: Scale;
  /** Called before the first cycle and after every one. */
  readonly onProgress?: ((progress: ClarkeProgress) => void) | undefined;
  /** Once aborted, the best point so far is returned. */
  readonly signal?: AbortSignal | undefined;
}

/** What a minimisation reports after a cycle. */
export interface ClarkeProgress {
  readonly cycle: number;
  readonly residual: number;
  readonly lowerBound: number;
  /** Since the call. */
  readonly seconds: number;
  /** Seconds until the gap is small enough or a limit is met, extrapolated; `undefined` while nothing can be said. */
  readonly secondsLeft: number | undefined;
}

/** Why a minimisation ended. `gap`: residual and lower bound agree, or the residual is 0 to rounding. `stalled`: it no longer
 * falls, though the bound does not prove that it cannot. */
export type ClarkeEnd = 'gap' | 'stalled' | 'maxCycles' | 'maxSeconds' | 'aborted';

/** @param operation  name of the caller, for messages
 * @throws {DomainError} for numbers out of range */
export function checkClarkeOptions(operation: string, options: ClarkeResidualOptions): void {
  const { kinkTolerance, gapTolerance, maxCycles, maxSeconds } = options;
  if (kinkTolerance !== undefined && !(kinkTolerance >= 0 && kinkTolerance < 1)) {
    throw new DomainError(
      wording`${operation}: ${argument('kinkTolerance')} must be in [0, 1), got ${kinkTolerance}; it is a cosine`,
    );
  }
  if (gapTolerance !== undefined && !(gapTolerance >= 0 && gapTolerance < 1)) {
    throw new DomainError(
      `${operation}: gapTolerance must be in [0, 1), got ${gapTolerance}; it is relative to the residual`,
    );
  }
  if (maxCycles !== undefined && !(maxCycles >= 0)) {
    throw new DomainError(`${operation}: maxCycles must be at least 0, got ${maxCycles}`);
  }
  if (maxSeconds !== undefined && !(maxSeconds > 0)) {
    throw new DomainError(wording`${operation}: ${argument('maxSeconds')} must be positive, got ${maxSeconds}`);
  }
}
