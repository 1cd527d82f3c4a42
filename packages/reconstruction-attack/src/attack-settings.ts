import { objectiveKinds } from '@noprior/kkt-loss';
import { argument, DomainError, wording } from '@noprior/tensor';
import type { AttackConfig, AttackSetting, AttackSettingValue } from './attack.ts';

/** Keys of a configuration whose values are booleans. */
type FlagKey<Config> = {
  [Key in keyof Config]-?: Config[Key] extends boolean ? Key : never;
}[keyof Config] &
  string;

/** Keys of a configuration whose values are numbers. */
type NumberKey<Config> = {
  [Key in keyof Config]-?: Config[Key] extends number | undefined ? Key : never;
}[keyof Config] &
  string;

/** A setting that is a field of the configuration, a number.
 *
 * @example numberSetting<KktAttackConfig>('stepSize', 'positive', 'step size for the points')
 */
export function numberSetting<Config extends AttackConfig>(
  name: NumberKey<Config>,
  kind: 'positive' | 'nonnegative' | 'number' | 'count' | 'index',
  about: string,
): AttackSetting<Config> {
  return {
    name,
    kind,
    about,
    get: (config) => toOptionalNumber(name, config[name]),
    set: (config, value) => ({ ...config, [name]: toNumber(name, value) }),
  };
}

/** A setting that is a field of the configuration, one of several names.
 *
 * @example choiceSetting<KktAttackConfig>('schedule', ['constant', 'cosine-tail'], 'course of the step sizes')
 */
export function choiceSetting<Config extends AttackConfig>(
  name: keyof Config & string,
  choices: readonly string[],
  about: string,
): AttackSetting<Config> {
  return {
    name,
    kind: 'choice',
    choices,
    about,
    get: (config) => toOptionalText(name, config[name]),
    set: (config, value) => ({ ...config, [name]: toChoice(name, choices, value) }),
  };
}

/** A setting that is a field of the configuration, yes or no.
 *
 * @example flagSetting<BoxVertexConfig>('freeShift', 'an unknown constant was added to each sample')
 */
export function flagSetting<Config extends AttackConfig>(name: FlagKey<Config>, about: string): AttackSetting<Config> {
  return {
    name,
    kind: 'flag',
    about,
    get: (config) => config[name] === true,
    set: (config, value) => ({ ...config, [name]: value === true }),
  };
}

/** The setting `objective`, of every attack that has one. */
export function objectiveSetting<Config extends AttackConfig>(): AttackSetting<Config> {
  return choiceSetting<Config>(
    'objective',
    objectiveKinds,
    'what explains the network; default binary for one output, per-class for several',
  );
}

/** A value of a setting as a number.
 *
 * @throws {DomainError} if it is none; whether it is in range, `resolve` checks
 */
export function toNumber(name: string, value: AttackSettingValue): number {
  if (typeof value === 'number') return value;
  throw new DomainError(wording`attack: ${argument(name)} must be a number, got ${JSON.stringify(value)}`);
}

/** A value of a setting as one of its choices.
 *
 * @throws {DomainError} if it is none
 */
export function toChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  value: AttackSettingValue,
): Choice {
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  throw new DomainError(
    wording`attack: ${argument(name)} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`,
  );
}

function toOptionalNumber(name: string, value: unknown): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  throw new DomainError(wording`attack: ${argument(name)} must be a number, got ${JSON.stringify(value)}`);
}

function toOptionalText(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new DomainError(wording`attack: ${argument(name)} must be text, got ${JSON.stringify(value)}`);
}
