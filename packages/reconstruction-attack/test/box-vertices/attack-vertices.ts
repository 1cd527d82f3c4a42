import type { BoxVertexConfig, BoxVertexDetails } from '@noprior/reconstruction-attack';
import { boxVertexAttack } from '@noprior/reconstruction-attack';
import type { ReluNetwork } from '@noprior/relu-models';
import type { HostTensor } from '@noprior/tensor';
import type { AttackContext, AttackFound, AttackRecord, AttackRun, AttackState } from '../../src/attack.ts';
import { knowledgeOf, known } from '../../src/knowledge.ts';

/** What a run gave, with its details. */
export interface VerticesFound extends AttackFound, BoxVertexDetails {
  readonly x: HostTensor;
  readonly predictedMembers: number;
  readonly records: readonly Omit<AttackRecord, 'seconds'>[];
  readonly done: boolean;
  readonly state: AttackState;
}

/** Run the attack `box-vertices`, by an attacker who knows the box of the configuration.
 *
 * @param afterRound  called after each round
 */
export async function attackVertices(
  network: ReluNetwork,
  config: BoxVertexConfig,
  {
    signal = new AbortController().signal,
    ...context
  }: Omit<AttackContext, 'signal'> & { readonly signal?: AbortSignal },
  afterRound: (run: AttackRun) => void = () => {},
): Promise<VerticesFound> {
  const knowledge = knowledgeOf(network, { box: known(config.box, 'user') });
  const resolved = boxVertexAttack.resolve(network, knowledge, config);
  const run = await boxVertexAttack.begin(network, resolved, { signal, ...context });
  const records: Omit<AttackRecord, 'seconds'>[] = [];
  let isDone = false;
  while (!isDone && run.iteration < run.maxIterations && !signal.aborted) {
    const { record, done = false } = await run.advance(true);
    if (record !== undefined) records.push(record);
    isDone = done;
    afterRound(run);
  }
  const found = await run.found();
  const predictedMembers = Array.from(found.predicted.data).filter((one) => one === 1).length;
  // The details of this attack.
  const details = found.details as unknown as BoxVertexDetails;
  const { x } = found.candidates;
  return { ...found, ...details, x, predictedMembers, records, done: isDone, state: await run.state() };
}
