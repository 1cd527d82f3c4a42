import type { Candidates } from '@noprior/kkt-loss';
import type { ReluNetwork } from '@noprior/relu-models';
import { type Backend, DomainError, type HostTensor } from '@noprior/tensor';
import { boxVertexAttack } from './box-vertex-attack.ts';
import type { BoxVertexConfig } from './box-vertex-config.ts';
import type { BoxVertexDetails } from './box-vertex-details.ts';

/** News of a running attack. */
export interface BoxVertexProgress {
  readonly round: number;
  readonly rounds: number;
  /** Members predicted so far. */
  readonly predictedMembers: number;
  readonly seconds: number;
  /** Estimate from the pace so far; NaN before there is one. */
  readonly secondsLeft: number;
}

/** How it is run. */
export interface RunBoxVerticesOptions {
  readonly backend: Backend;
  readonly onProgress?: ((progress: BoxVertexProgress) => void) | undefined;
  /** Called after every round with what was found so far. */
  readonly onPoints?: (snapshot: { readonly round: number; readonly seconds: number; readonly x: HostTensor }) => void;
  readonly signal?: AbortSignal | undefined;
  readonly maxSeconds?: number;
}

/** What it found. */
export interface BoxVertexResult extends BoxVertexDetails {
  readonly candidates: Candidates;
  readonly predictedMembers: number;
  readonly seconds: number;
  readonly ended: 'exhausted' | 'rounds' | 'maxSeconds' | 'aborted';
}

/** The attack `box-vertices` with a configuration that is resolved already.
 *
 * @throws {DomainError} as `boxVertexAttack.begin`, and for seconds that are not positive
 */
export async function runBoxVertices(
  network: ReluNetwork,
  config: BoxVertexConfig,
  { backend, onProgress, onPoints, signal, maxSeconds = 1e6 }: RunBoxVerticesOptions,
): Promise<BoxVertexResult> {
  if (!(maxSeconds > 0)) throw new DomainError(`box-vertices: maxSeconds must be positive, got ${maxSeconds}`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const time = AbortSignal.timeout(Math.ceil(1000 * maxSeconds));
  const limit = signal === undefined ? time : AbortSignal.any([signal, time]);
  const run = await boxVertexAttack.begin(network, config, { backend, signal: limit });
  let ended: BoxVertexResult['ended'] = 'rounds';
  while (run.iteration < config.rounds && ended === 'rounds') {
    const { record, done = false } = await run.advance(true);
    if (record !== undefined && record.values.directions! > 0) {
      const round = record.iteration;
      const position = run.position!;
      onProgress?.({
        round,
        rounds: config.rounds,
        predictedMembers: record.values.predictedMembers!,
        seconds: seconds(),
        secondsLeft: (seconds() / position) * (1 - position),
      });
      onPoints?.({ round, seconds: seconds(), x: (await run.found()).candidates.x });
    }
    if (done) ended = 'exhausted';
    else if (limit.aborted && run.iteration < config.rounds) ended = signal?.aborted ? 'aborted' : 'maxSeconds';
  }
  const { candidates, predicted, details } = await run.found();
  const predictedMembers = Array.from(predicted.data).filter((one) => one === 1).length;
  // The details of this attack.
  return { candidates, predictedMembers, seconds: seconds(), ended, ...(details as unknown as BoxVertexDetails) };
}
