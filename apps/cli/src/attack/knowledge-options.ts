import { checkBox } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  absent,
  type Knowledge,
  type KnowledgeName,
  knowledgeOf,
  known,
  meanBox,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { type Command, Option } from 'commander';
import { toCount, toInterval, toPositive } from '../options/numbers.ts';
import { UsageError } from '../usage-error.ts';

/** What the attacker is said to know beside the model file. */
export interface KnowledgeOptions {
  readonly box?: 'mean' | 'none' | { readonly low: number; readonly high: number };
  readonly noise?: 'auto' | number;
  readonly samples?: number;
}

/** The entry of the attacker's knowledge that each option fills. */
const entries: Readonly<Record<keyof KnowledgeOptions, KnowledgeName>> = {
  box: 'box',
  noise: 'startNoise',
  samples: 'samples',
};

/** Add `--box`, `--noise` and `--samples`. */
export function addKnowledgeOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--box <lo,hi|mean|none>',
        "range of the inputs; mean: the pixel range less the model's stored mean; none: no bounds (default: mean where the model stores one)",
      ).argParser((text) => (text === 'mean' || text === 'none' ? text : toInterval(text))),
    )
    .addOption(
      new Option(
        '--noise <s|auto>',
        "standard deviation of the first layer's initial weights; auto: estimated from its singular values (evidence, cascade)",
      ).argParser((text) => (text === 'auto' ? text : toPositive(text))),
    )
    .addOption(
      new Option('--samples <n>', 'number of training samples (default: estimated rank of W_1) (cascade)').argParser(
        toCount,
      ),
    );
}

/** What the attacker knows: the model file, what the options say, and what the weights reveal of what the attack uses.
 *
 * @throws {UsageError} for an option about something that the attack does not use, and for `--box mean` where the model stores none
 * @throws {ShapeError} {DomainError} for a box that does not fit the network
 */
export function toKnowledge(attack: Attack, network: ReluNetwork, options: KnowledgeOptions): Knowledge {
  for (const [name, entry] of Object.entries(entries)) {
    if (options[name as keyof KnowledgeOptions] === undefined || attack.uses.includes(entry)) continue;
    throw new UsageError(`--${name}: the method ${attack.name} does not use it; leave it out`);
  }
  const given: { -readonly [Name in KnowledgeName]?: Knowledge[Name] } = {};
  // Estimates take seconds on a large layer: only of what is used.
  for (const name of ['startNoise', 'samples'] as const) if (!attack.uses.includes(name)) given[name] = absent;
  const { box, noise, samples } = options;
  if (box === 'none') given.box = absent;
  else if (box === 'mean' && meanBox(network) === undefined) {
    throw new UsageError('--box mean: the model stores no mean; give the bounds as --box LO,HI');
  } else if (typeof box === 'object') {
    checkBox(box, inputSize(network));
    given.box = known(box, 'user');
  }
  if (typeof noise === 'number') given.startNoise = known(noise, 'user');
  if (samples !== undefined) given.samples = known(samples, 'user');
  return knowledgeOf(network, given);
}

/** A configuration whose bounds are those that the options ask for.
 *
 * @throws {UsageError} for `--box none` with an attack that cannot do without
 */
export function withBounds(attack: Attack, base: AttackConfig, { box }: KnowledgeOptions): AttackConfig {
  if (box === undefined) return base;
  const bounds = attack.settings.find(({ name }) => name === 'bounds');
  if (bounds !== undefined) return bounds.set(base, box === 'none' ? 'none' : 'known');
  if (box === 'none') throw new UsageError(`--box none: the method ${attack.name} needs the range of the inputs`);
  return base;
}
