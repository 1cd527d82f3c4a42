import { checkBox } from '@noprior/kkt-loss';
import {
  checkEvidenceAttackConfig,
  checkKktAttackConfig,
  type EvidenceAttackConfig,
  type KktAttackConfig,
  meanBox,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import type { AttackRun } from './attack-run.ts';
import { isCascadePreset } from './is-strong-preset.ts';

/** The attack that a `run.json` names, complete again. */
export type RecordedAttack =
  | { readonly kind: 'attack'; readonly config: KktAttackConfig }
  | { readonly kind: 'evidence'; readonly config: EvidenceAttackConfig };

/** The configuration that a `run.json` of `attack` or `evidence` records, checked for a network.
 *
 * A record leaves big arrays out. A box with one bound per pixel is rebuilt from the mean in the model's file, which is where
 * both commands take it from.
 *
 * @throws {DomainError} if the record is of no attack, is damaged, or leaves out what the model does not tell
 */
export function recordedAttack({ command, config, preset }: AttackRun, network: ReluNetwork): RecordedAttack {
  if (command !== 'attack' && command !== 'evidence') {
    throw new DomainError(
      'score: --truth-start runs the attack that made the candidates, and there is no run.json of noprior attack or noprior evidence beside them',
    );
  }
  if (isCascadePreset(preset)) {
    throw new DomainError(
      `score: --truth-start has no start to replace in the preset ${preset}, which begins with corners; run noprior evidence, its second stage, and score that`,
    );
  }
  try {
    const { box, ...prior } = toObject(config.prior);
    toObject(prior.initialisation);
    const complete = { ...config, prior: { ...prior, ...(box === undefined ? {} : { box: toBox(box, network) }) } };
    const dimension = inputSize(network);
    // JSON of any form: the cast gives it the type whose every field the check after it compares, and throws for.
    if (command === 'attack') {
      toObject(config.optimizer);
      const recorded = complete as unknown as KktAttackConfig;
      checkKktAttackConfig(recorded, dimension);
      // The truth may be below the target from the start.
      const { targetLoss: _, ...untargeted } = recorded;
      return { kind: command, config: untargeted };
    }
    toObject(config.noise);
    const recorded = complete as unknown as EvidenceAttackConfig;
    checkEvidenceAttackConfig(recorded, dimension);
    return { kind: command, config: recorded };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      `score: --truth-start cannot use the configuration in the run.json beside the candidates: ${why}`,
    );
  }
}

function toBox(recorded: unknown, network: ReluNetwork) {
  const { low, high } = toObject(recorded);
  if (typeof low === 'number' && typeof high === 'number') {
    const box = { low, high };
    checkBox(box, inputSize(network));
    return box;
  }
  const box = meanBox(network);
  if (box === undefined)
    throw new DomainError('it has bounds for each pixel, and the model stores no mean to rebuild them from');
  return box;
}

function toObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new DomainError('it is damaged');
  return { ...value };
}
