import {
  type AttackResult,
  type BoxVertexConfig,
  type BoxVertexDetails,
  boxVertexAttack,
  knowledgeOf,
  known,
  type RunAttackOptions,
  runAttack,
} from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import { resolvedBox } from '../../src/box-vertices/box-vertex-config.ts';

/** Result and details of a run. */
export interface VerticesFound extends AttackResult<BoxVertexConfig>, BoxVertexDetails {
  readonly x: HostTensor;
}

/** Run the attack `box-vertices`, by an attacker who knows the box of the configuration. */
export async function attackVertices(
  network: ReluNetwork,
  config: BoxVertexConfig,
  options: RunAttackOptions<BoxVertexConfig>,
): Promise<VerticesFound> {
  const knowledge = knowledgeOf(network, { box: known(resolvedBox(config), 'user') });
  const found = await runAttack(boxVertexAttack, network, knowledge, { ...options, config });
  // The details of this attack.
  const details = found.details as unknown as BoxVertexDetails;
  return { ...found, ...details, x: found.candidates.x };
}
