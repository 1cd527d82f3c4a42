import type { SpanBasis } from '@noprior/first-layer-spectrum';
import { DomainError, type HostTensor } from '@noprior/tensor';

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

const kinds: readonly string[] = [
  'fit-multipliers',
  'prune',
  'merge',
  're-seed',
  'split',
  'solve-first-layer',
  'project',
];

/** Whether a candidate update takes place ahead of an iteration, 0-based.
 *
 * @example isDue({ every: 10, until: 20 }, 20) // => true
 */
export function isDue({ every, from = every, until }: CandidateUpdateTimes, iteration: number): boolean {
  return iteration % every === 0 && iteration >= from && iteration <= (until ?? Number.POSITIVE_INFINITY);
}

/** Check candidate updates.
 *
 * @throws {DomainError} for an unknown kind or a number outside its range; the message names place and setting
 * @example checkCandidateUpdates([{ kind: 'fit-multipliers', every: 100 }])
 */
export function checkCandidateUpdates(candidateUpdates: readonly CandidateUpdateConfig[]): void {
  for (const [index, candidateUpdate] of candidateUpdates.entries()) {
    const place = `candidateUpdates[${index}]`;
    const check = (name: string, value: number, isValid: boolean, expected: string): void => {
      if (!isValid) throw new DomainError(`attack: ${place}.${name} must be ${expected}, got ${value}`);
    };
    const positive = (name: string, value: number): void =>
      check(name, value, value > 0 && Number.isFinite(value), 'a positive number');
    const count = (name: string, value: number): void =>
      check(name, value, Number.isSafeInteger(value) && value > 0, 'a positive integer');
    const atLeastZero = (name: string, value: number): void =>
      check(name, value, value >= 0 && Number.isFinite(value), 'a number of at least 0');
    const { kind, every, from = 0, until = Number.MAX_SAFE_INTEGER } = candidateUpdate;
    if (!kinds.includes(kind)) {
      throw new DomainError(`attack: ${place}.kind must be one of ${kinds.join(', ')}, got ${JSON.stringify(kind)}`);
    }
    count('every', every);
    check('from', from, Number.isSafeInteger(from) && from >= 0, 'an integer of at least 0');
    check('until', until, Number.isSafeInteger(until) && until >= from, 'an integer that is not less than from');
    switch (candidateUpdate.kind) {
      case 'fit-multipliers':
        break;
      case 'prune':
        check(
          'share',
          candidateUpdate.share,
          candidateUpdate.share >= 0 && candidateUpdate.share < 1,
          'at least 0 and less than 1',
        );
        atLeastZero('floor', candidateUpdate.floor ?? 0);
        break;
      case 'merge':
        check(
          'cosine',
          candidateUpdate.cosine,
          candidateUpdate.cosine > 0 && candidateUpdate.cosine <= 1,
          'above 0 and at most 1',
        );
        if (!['points', 'gradients'].includes(candidateUpdate.by ?? 'points')) {
          throw new DomainError(
            `attack: ${place}.by must be points or gradients, got ${JSON.stringify(candidateUpdate.by)}`,
          );
        }
        break;
      case 're-seed':
        if (!['prior', 'residual'].includes(candidateUpdate.source)) {
          throw new DomainError(
            `attack: ${place}.source must be prior or residual, got ${JSON.stringify(candidateUpdate.source)}`,
          );
        }
        positive('multiplier', candidateUpdate.multiplier);
        atLeastZero('noise', candidateUpdate.noise ?? 0);
        break;
      case 'split':
        count('limit', candidateUpdate.limit);
        positive('distance', candidateUpdate.distance);
        count('steps', candidateUpdate.steps ?? 1);
        break;
      case 'solve-first-layer':
        count('rounds', candidateUpdate.rounds);
        positive('ridge', candidateUpdate.ridge);
        break;
      case 'project': {
        const basis: Partial<HostTensor> = candidateUpdate.span?.basis ?? {};
        if (basis.shape?.length !== 2 || basis.data === undefined) {
          throw new DomainError(
            `attack: ${place}.span must have a basis [r, d + 1], or [r, d] without a bias, as that of principalSpan or estimateSpan`,
          );
        }
        break;
      }
    }
  }
}
