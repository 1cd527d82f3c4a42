import { type Attack, type AttackConfig, absent, type Knowledge, knowledgeOf } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { AttackRun } from './read-attack-run.ts';

/** The attack that a record names, complete again. */
export interface RecordedAttack {
  readonly attack: Attack;
  readonly config: AttackConfig;
  readonly knowledge: Knowledge;
}

/** The attack that a record names, checked for a network.
 *
 * A record leaves big arrays out. A box with one bound per pixel is rebuilt from the mean in the model's file, which is where the
 * command took it from.
 *
 * @throws {DomainError} if the record is of no attack, is damaged, or leaves out what the model does not tell
 */
export function recordedAttack({ attack, config: recorded }: AttackRun, network: ReluNetwork): RecordedAttack {
  if (attack === undefined) {
    throw new DomainError(
      'recordedAttack: the attack that made these candidates is not known: there is no run.json of noprior attack beside them',
    );
  }
  const knowledge = knowledgeOf(network, { startNoise: absent, samples: absent });
  try {
    const { method: _, multipliers: __, knowledge: ___, ...fields } = recorded;
    const { box, ...prior } = toObject(fields.prior);
    const kept = { ...fields, prior: { ...prior, ...(box === undefined ? {} : { box: toBox(box, knowledge) }) } };
    // JSON of any form: the cast gives it the type whose every field resolve compares, and throws for.
    const config = attack.resolve(network, knowledge, kept as unknown as AttackConfig);
    return { attack, config, knowledge };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      `recordedAttack: the configuration in the run.json beside the candidates cannot be used: ${why}`,
    );
  }
}

function toBox(recorded: unknown, knowledge: Knowledge): unknown {
  const { low, high } = toObject(recorded);
  if (typeof low === 'number' && typeof high === 'number') return { low, high };
  if (knowledge.box.status === 'absent') {
    throw new DomainError('it has bounds for each pixel, and the model stores no mean to rebuild them from');
  }
  return 'known';
}

function toObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new DomainError('it is damaged');
  return { ...value };
}
