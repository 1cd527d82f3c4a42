import type { Attack, AttackConfig } from '@noprior/reconstruction-attack';
import { DomainError, type Dtype, definedOnly } from '@noprior/tensor';
import type { JsonObject } from '../engine/json.ts';
import { mergeSettings } from './merge-settings.ts';

/** Value of a setting of an attack. */
export type SettingValue = number | string | boolean | readonly number[];

/** How an attack is set. */
export type AttackSettings = {
  /** One of the attack's presets; default its defaults. */
  readonly preset?: string;
  /** By the names in the registry of attacks. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Changes to the configuration that the registry has no setting for, such as an optimizer; `null` removes something. */
  readonly changes?: JsonObject;
  readonly seed: number;
  readonly dtype?: Dtype;
};

/** The configuration of an attack, unresolved.
 *
 * @throws {DomainError} for a preset or a setting that the attack has not; the message lists those that it has
 */
export function toAttackConfig(
  attack: Attack,
  { preset, settings, changes = {}, seed, dtype }: AttackSettings,
): AttackConfig {
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
  // The attack checks what comes out when it resolves it.
  return mergeSettings(config, changes) as AttackConfig;
}
