import type { Candidates } from '@noprior/kkt-loss';
import { takeRows } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, definedOnly, type HostTensor, makeRandom, mapRecord } from '@noprior/tensor';
import type { KktAttackConfig } from '../kkt/kkt-attack-config.ts';
import { alphaAt } from '../optimizers/schedules.ts';
import type { CandidateUpdateRecord } from './candidate-update.ts';
import { isDue } from './candidate-update-config.ts';
import { makeCandidateUpdate } from './make-candidate-update.ts';

/** State of an attack after candidate updates. */
export interface UpdatedState {
  /** All of the step's state. */
  readonly state: Readonly<Record<string, HostTensor>>;
  /** Labels of the candidates that are left. */
  readonly y: HostTensor;
  readonly records: readonly CandidateUpdateRecord[];
}

/** Whether anything takes place ahead of an iteration. */
export function isAnyDue({ candidateUpdates = [] }: KktAttackConfig, iteration: number): boolean {
  return candidateUpdates.some((times) => isDue(times, iteration));
}

/** Apply every candidate update that is due ahead of an iteration, in the order of the list.
 *
 * Everything depends on the state, the configuration and the iteration alone, so a resumed run does the same.
 * Tensors of the state with rows follow their candidates; scalars stay.
 *
 * @param state  all of the step's state, on the host
 * @param y      [n] labels
 */
export async function applyCandidateUpdates(
  backend: Backend,
  network: ReluNetwork,
  config: KktAttackConfig,
  iteration: number,
  given: { readonly state: Readonly<Record<string, HostTensor>>; readonly y: HostTensor },
): Promise<UpdatedState> {
  const alpha = alphaAt(config.alpha, iteration, config.maxIterations);
  let { state, y } = given;
  const records: CandidateUpdateRecord[] = [];
  for (const [index, candidateUpdate] of (config.candidateUpdates ?? []).entries()) {
    if (!isDue(candidateUpdate, iteration)) continue;
    const random = makeRandom(config.seed).fork(`attack/intervention ${index}/${iteration}`);
    const candidates: Candidates = { x: state.x!, lambda: state.lambda!, y };
    const before = y.shape[0]!;
    const change = await makeCandidateUpdate(candidateUpdate).apply(candidates, {
      backend,
      network,
      config,
      alpha,
      random,
    });
    const origin = change?.origin;
    records.push({
      iteration,
      kind: candidateUpdate.kind,
      before,
      after: origin?.length ?? before,
      kept: origin?.filter((row) => row >= 0).length ?? before,
      ...definedOnly({ loss: change?.loss }),
    });
    if (change === undefined) continue;
    const { x, lambda } = change.candidates;
    state = {
      ...mapRecord(state, (tensor) => (tensor.shape.length === 0 ? tensor : takeRows(tensor, change.origin))),
      x,
      lambda,
    };
    y = change.candidates.y;
  }
  return { state, y, records };
}
