import { type Candidates, toScaleSum } from '@noprior/kkt-loss';
import {
  type Attack,
  type AttackConfig,
  type EvidenceAttackConfig,
  evidenceAttack,
  evidenceStart,
  initialCandidates,
  type KktAttackConfig,
  kktAttack,
} from '@noprior/reconstruction-attack';
import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, type Dtype, definedOnly } from '@noprior/tensor';

/** Value of a setting of an attack. */
export type SettingValue = number | string | boolean | readonly number[];

/** How an attack is set. */
export type AttackSettings = {
  /** One of the attack's presets; default its defaults. */
  readonly preset?: string;
  /** By the names in the registry of attacks. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly seed: number;
  readonly dtype?: Dtype;
};

/** The configuration of an attack, unresolved.
 *
 * @throws {DomainError} for a preset or a setting that the attack has not; the message lists those that it has
 */
export function toAttackConfig(attack: Attack, { preset, settings, seed, dtype }: AttackSettings): AttackConfig {
  const base = preset === undefined ? attack.defaults : attack.presets[preset];
  if (base === undefined) {
    const names = Object.keys(attack.presets).join(', ') || 'none';
    throw new DomainError(`attack: ${attack.name} has no preset ${JSON.stringify(preset)}; there are ${names}`);
  }
  let config: AttackConfig = { ...base, seed, ...definedOnly({ dtype }) };
  for (const [name, value] of Object.entries(settings)) {
    const setting = attack.settings.find((known) => known.name === name);
    if (setting === undefined) {
      const names = attack.settings.map((known) => known.name).join(', ');
      throw new DomainError(`attack: ${attack.name} has no setting ${JSON.stringify(name)}; there are ${names}`);
    }
    config = setting.set(config, value);
  }
  return config;
}

/** The start that an attack draws, so that it can be moved; `undefined` for an attack that draws for itself alone.
 *
 * @param config  resolved
 */
export function drawStart(attack: Attack, network: ReluNetwork, config: AttackConfig): Candidates | undefined {
  // The registry gives each attack a configuration of its own type.
  if (attack.name === kktAttack.name) {
    const { prior, seed, dtype, scale } = config as KktAttackConfig;
    return toScaleSum(initialCandidates(prior, inputSize(network), seed, dtype), scale);
  }
  return attack.name === evidenceAttack.name ? evidenceStart(network, config as EvidenceAttackConfig) : undefined;
}
