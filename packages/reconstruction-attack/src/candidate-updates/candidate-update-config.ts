import type { SpanBasis } from '@noprior/first-layer-spectrum';

/** When a candidate update takes place: at iterations that are multiples of `every`, ahead of that iteration's
 * update. */
export interface CandidateUpdateTimes {
  readonly every: number;
  /** First iteration; default `every`. */
  readonly from?: number;
  /** Last iteration; default the end of the run. */
  readonly until?: number;
}

/** Candidate updates with their numbers. Those that are due at one iteration follow each other in the order of the
 * list. */
export type CandidateUpdateConfig = CandidateUpdateTimes &
  (
    | { readonly kind: 'fit-multipliers' }
    | {
        readonly kind: 'prune';
        /** A candidate is dropped if ||s lambda_i g_i|| is less than this part of the mean over all. */
        readonly share: number;
        /** It is dropped too if lambda_i is at most this times lambdaMin; default 0. */
        readonly floor?: number;
      }
    | {
        readonly kind: 'merge';
        /** Least cosine of two candidates that become one. */
        readonly cosine: number;
        /** Cosine of the points, or of the sample gradients g_i; default points. */
        readonly by?: 'points' | 'gradients';
      }
    | {
        readonly kind: 're-seed';
        /** Where new points come from: the prior, or rows of the first layer's residual. */
        readonly source: 'prior' | 'residual';
        /** Multiplier of a new candidate, as a part of the mean multiplier. */
        readonly multiplier: number;
        /** Length of the perturbation of a row, as a part of the row's length; default 0.1. */
        readonly noise?: number;
      }
    | {
        readonly kind: 'split';
        /** Most candidates to split at a time. */
        readonly limit: number;
        /** Length of the displacement, as a part of the point's norm. */
        readonly distance: number;
        /** Steps of the Lanczos iteration; default 12. */
        readonly steps?: number;
      }
    | {
        readonly kind: 'solve-first-layer';
        /** Linear systems solved one after another, at most. */
        readonly rounds: number;
        /** Ridge towards the current points, relative to the mean eigenvalue of Delta Delta^T; ten times as large
         * wherever a step has to be halved. */
        readonly ridge: number;
      }
    | {
        readonly kind: 'project';
        /** Where all candidates are taken to lie: candidates move to its nearest points. */
        readonly span: SpanBasis;
      }
  );

/** Name of a candidate update. */
export type CandidateUpdateKind = CandidateUpdateConfig['kind'];

/** Whether a candidate update takes place ahead of an iteration, 0-based.
 *
 * @example isDue({ every: 10, until: 20 }, 20) // => true
 */
export function isDue({ every, from = every, until }: CandidateUpdateTimes, iteration: number): boolean {
  return iteration % every === 0 && iteration >= from && iteration <= (until ?? Number.POSITIVE_INFINITY);
}
