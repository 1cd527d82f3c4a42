import { DomainError, type HostTensor } from '@noprior/tensor';
import type { CandidateUpdateConfig } from './candidate-update-config.ts';

const kinds: readonly string[] = [
  'fit-multipliers',
  'prune',
  'merge',
  're-seed',
  'split',
  'solve-first-layer',
  'project',
];

/** Check candidate updates.
 *
 * @throws {DomainError} for an unknown kind or a number outside its range; the message names place and setting
 * @example checkCandidateUpdates([{ kind: 'fit-multipliers', every: 100 }])
 */
export function checkCandidateUpdates(candidateUpdates: readonly CandidateUpdateConfig[]): void {
  for (const [index, update] of candidateUpdates.entries()) {
    const check = new SettingCheck(`candidateUpdates[${index}]`);
    const { kind, every, from = 0, until = Number.MAX_SAFE_INTEGER } = update;
    check.oneOf('kind', kind, kinds);
    check.count('every', every);
    check.that('from', from, Number.isSafeInteger(from) && from >= 0, 'an integer of at least 0');
    check.that('until', until, Number.isSafeInteger(until) && until >= from, 'an integer that is not less than from');
    checkNumbers(update, check);
  }
}

/** Check what only one kind has. */
function checkNumbers(update: CandidateUpdateConfig, check: SettingCheck): void {
  switch (update.kind) {
    case 'fit-multipliers':
      return;
    case 'prune': {
      const { share, floor = 0 } = update;
      check.that('share', share, share >= 0 && share < 1, 'at least 0 and less than 1');
      check.atLeastZero('floor', floor);
      return;
    }
    case 'merge': {
      const { cosine, by = 'points' } = update;
      check.that('cosine', cosine, cosine > 0 && cosine <= 1, 'above 0 and at most 1');
      check.oneOf('by', by, ['points', 'gradients']);
      return;
    }
    case 're-seed':
      check.oneOf('source', update.source, ['prior', 'residual']);
      check.positive('multiplier', update.multiplier);
      check.atLeastZero('noise', update.noise ?? 0);
      return;
    case 'split':
      check.count('limit', update.limit);
      check.positive('distance', update.distance);
      check.count('steps', update.steps ?? 1);
      return;
    case 'solve-first-layer':
      check.count('rounds', update.rounds);
      check.positive('ridge', update.ridge);
      return;
    case 'project':
      check.basis('span', update.span?.basis ?? {});
  }
}

/** Checks of the settings of one update; a message names the update's place in the list. */
class SettingCheck {
  readonly #place: string;

  constructor(place: string) {
    this.#place = place;
  }

  that(name: string, value: unknown, isValid: boolean, expected: string): void {
    if (!isValid) throw new DomainError(`attack: ${this.#place}.${name} must be ${expected}, got ${value}`);
  }

  positive(name: string, value: number): void {
    this.that(name, value, value > 0 && Number.isFinite(value), 'a positive number');
  }

  count(name: string, value: number): void {
    this.that(name, value, Number.isSafeInteger(value) && value > 0, 'a positive integer');
  }

  atLeastZero(name: string, value: number): void {
    this.that(name, value, value >= 0 && Number.isFinite(value), 'a number of at least 0');
  }

  oneOf(name: string, value: string, choices: readonly string[]): void {
    const expected = choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`;
    this.that(name, JSON.stringify(value), choices.includes(value), expected);
  }

  basis(name: string, { shape, data }: Partial<HostTensor>): void {
    if (shape?.length === 2 && data !== undefined) return;
    throw new DomainError(
      `attack: ${this.#place}.${name} must have a basis [r, d + 1], or [r, d] without a bias, as that of principalSpan or estimateSpan`,
    );
  }
}
