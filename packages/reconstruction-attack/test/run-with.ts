import {
  type AttackResult,
  type EvidenceAttackConfig,
  evidenceAttack,
  type KktAttackConfig,
  kktAttack,
  nothingKnown,
  type RunAttackOptions,
  runAttack,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';

/** The KKT attack with a configuration that leaves nothing to knowledge. */
export function runKkt(
  network: ReluNetwork,
  config: KktAttackConfig,
  options: RunAttackOptions<KktAttackConfig>,
): Promise<AttackResult<KktAttackConfig>> {
  return runAttack(kktAttack, network, nothingKnown, { ...options, config });
}

/** The evidence attack with a configuration that leaves nothing to knowledge. */
export function runEvidence(
  network: ReluNetwork,
  config: EvidenceAttackConfig,
  options: RunAttackOptions<EvidenceAttackConfig>,
): Promise<AttackResult<EvidenceAttackConfig>> {
  return runAttack(evidenceAttack, network, nothingKnown, { ...options, config });
}
