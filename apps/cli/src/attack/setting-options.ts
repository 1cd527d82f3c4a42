import {
  type Attack,
  type AttackConfig,
  type AttackSetting,
  type AttackSettingValue,
  attacks,
} from '@noprior/reconstruction-attack';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { toCount, toNumber, toPositive, toSeed } from '../options/numbers.ts';
import { UsageError } from '../usage-error.ts';

/** Settings that the command line has other options for: `--box` says where the bounds come from. */
const covered: ReadonlySet<string> = new Set(['bounds']);

/** One option of the command line for all attacks that have a setting of this name. */
interface SharedSetting {
  readonly setting: AttackSetting<AttackConfig>;
  readonly methods: readonly string[];
}

/** Options by the names of settings, in the order of the registry. */
function sharedSettings(from: readonly Attack[]): ReadonlyMap<string, SharedSetting> {
  const shared = new Map<string, SharedSetting>();
  for (const { name: method, settings } of from) {
    for (const setting of settings) {
      if (covered.has(setting.name)) continue;
      const methods = [...(shared.get(setting.name)?.methods ?? []), method];
      shared.set(setting.name, { setting: shared.get(setting.name)?.setting ?? setting, methods });
    }
  }
  return shared;
}

/** Add an option for every setting of every attack; the help names the methods that have it. */
export function addSettingOptions(command: Command, from: readonly Attack[] = attacks): Command {
  for (const { setting, methods } of sharedSettings(from).values()) {
    const { name, kind, choices, about } = setting;
    const whose = methods.length === from.length ? '' : ` (${methods.join(', ')})`;
    const option = new Option(
      `--${toKebab(name)}${kind === 'flag' ? '' : ` <${placeholders[kind]}>`}`,
      `${about}${whose}`,
    );
    if (kind === 'choice') option.choices([...(choices ?? [])]);
    else if (kind !== 'flag') option.argParser(parsers[kind]);
    command.addOption(option);
  }
  return command;
}

/** A configuration with the settings that were given.
 *
 * @param options  of the command, by the names of settings
 * @throws {UsageError} for a setting of another method; the message lists what this one has
 */
export function withSettings(
  attack: Attack,
  base: AttackConfig,
  options: Readonly<Record<string, unknown>>,
  from: readonly Attack[] = attacks,
): AttackConfig {
  const foreign = [...sharedSettings(from).entries()].filter(
    ([name, { methods }]) => options[name] !== undefined && !methods.includes(attack.name),
  );
  if (foreign.length > 0) {
    const has = attack.settings.filter(({ name }) => !covered.has(name)).map(({ name }) => `--${toKebab(name)}`);
    throw new UsageError(
      `${foreign.map(([name]) => `--${toKebab(name)}`).join(', ')}: not with --method ${attack.name}, which has ${has.join(', ')}`,
    );
  }
  let config = base;
  const given = attack.settings.filter(({ name }) => !covered.has(name) && options[name] !== undefined);
  for (const { name, set } of given) config = set(config, options[name] as AttackSettingValue);
  const replaced = given.find(({ name, get }) => JSON.stringify(get(config)) !== JSON.stringify(options[name]));
  if (replaced !== undefined) {
    throw new UsageError(`--${toKebab(replaced.name)} is replaced by another of these options; give one of them`);
  }
  return config;
}

const placeholders = {
  positive: 'x',
  nonnegative: 'x',
  number: 'x',
  count: 'n',
  index: 'n',
  choice: 'name',
  pair: 'a,b',
  course: 'x|from,to',
} as const;

const parsers = {
  positive: toPositive,
  nonnegative: toNonnegative,
  number: toNumber,
  count: toCount,
  index: toSeed,
  pair: (text: string) => toNumbers(text, 2),
  course: (text: string) =>
    text.includes(',') ? toNumbers(text, 2).map((value) => toPositive(String(value))) : toPositive(text),
} as const;

function toNonnegative(text: string): number {
  const value = toNumber(text);
  if (value < 0) throw new InvalidArgumentError('Expected a number of at least 0.');
  return value;
}

function toNumbers(text: string, count: number): number[] {
  const values = text.split(',').map(toNumber);
  if (values.length !== count) throw new InvalidArgumentError(`Expected ${count} numbers with a comma between them.`);
  return values;
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
