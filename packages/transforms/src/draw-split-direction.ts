import type { Candidates } from '@noprior/kkt-loss';
import { projectOntoComplement, spanOf } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import {
  advice,
  type Backend,
  DomainError,
  type HostTensor,
  makeHostTensor,
  makeRandom,
  wording,
} from '@noprior/tensor';
import { inputGradients } from './input-gradients.ts';
import type { SplitMode } from './split-request.ts';

/** Options of {@link drawSplitDirection}. */
export interface SplitDirectionOptions {
  /** `random`: uniform on the sphere; `complement`: orthogonal to all candidates. */
  readonly family: 'random' | 'complement';
  /** Index of the candidate to split. */
  readonly index: number;
  /** In mode `kkt` the direction is orthogonal to the input gradient of the candidate, too; default `kkt`. */
  readonly mode?: SplitMode;
  /** Default 0. */
  readonly seed?: number;
}

/** A random unit direction [d] to split a candidate along.
 *
 * @throws {DomainError} if no direction is orthogonal to what it has to be
 * @throws {ShapeError} if candidates and network do not fit together
 * @example split(backend, network, candidates, { index: 0, direction: await drawSplitDirection(...), a: 1, b: 1 })
 */
export async function drawSplitDirection(
  backend: Backend,
  network: ReluNetwork,
  { x }: Candidates,
  { family, index, mode = 'kkt', seed = 0 }: SplitDirectionOptions,
): Promise<HostTensor> {
  const [count, dimension] = x.shape as readonly [number, number];
  const drawn = makeRandom(seed).fork('split').sphereTensor(1, dimension, 1);
  const avoided: number[] = family === 'complement' ? [...x.data] : [];
  // An index out of range is for `split` to refuse.
  if (mode === 'kkt' && index < count) {
    const point = x.data.slice(index * dimension, (index + 1) * dimension);
    avoided.push(...(await inputGradients(backend, network, makeHostTensor(point, [1, dimension]))).data);
  }
  if (avoided.length === 0) return makeHostTensor(drawn.data, [dimension]);
  const span = spanOf(makeHostTensor(avoided, [avoided.length / dimension, dimension]));
  if (!span.isProper) {
    throw new DomainError(
      wording`drawSplitDirection: the points span all ${dimension} dimensions, so no direction is orthogonal to them; ${advice('random-direction', 'take the family random, or a direction of your own')}`,
    );
  }
  const { data } = projectOntoComplement(span, drawn);
  const length = Math.hypot(...data);
  return makeHostTensor(
    Float64Array.from(data, (value) => value / length),
    [dimension],
  );
}
