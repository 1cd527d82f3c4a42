import { type Candidates, checkCandidates, type Scale, scaleFactor } from '@noprior/kkt-loss';
import { checkBinaryNetwork, type ReluNetwork, toNetworkDtype } from '@noprior/relu-models';
import { advice, DomainError, type HostTensor, makeHostTensor, toHostDtype, wording } from '@noprior/tensor';
import type { PatternCheck } from '../transform-account.ts';

/** Checked network and candidates in float64. */
export interface Prepared {
  readonly network: ReluNetwork;
  readonly candidates: Candidates;
}

/** What a transform makes before it is accounted for. */
export interface Step {
  readonly candidates: Candidates;
  readonly patterns: PatternCheck;
}

/** Check and convert.
 *
 * @throws {ShapeError | DomainError} as `checkBinaryNetwork` and `checkCandidates` do
 */
export function prepare(network: ReluNetwork, { x, lambda, y }: Candidates): Prepared {
  checkBinaryNetwork(network);
  checkCandidates(network, { x, lambda, y });
  return {
    network: toNetworkDtype(network, 'float64'),
    candidates: {
      x: toHostDtype(x, 'float64'),
      lambda: toHostDtype(lambda, 'float64'),
      y: toHostDtype(y, 'float64'),
    },
  };
}

/** Multipliers in the unit of another number of candidates: s lambda stays as it is. */
export function rescaled(lambda: ArrayLike<number>, before: number, scale: Scale): HostTensor {
  const after = lambda.length;
  const factor = scaleFactor(scale, before) / scaleFactor(scale, after);
  const data = Float64Array.from(lambda, (value) => (before === after ? value : value * factor));
  return makeHostTensor(data, [after]);
}

/** Check an index of a candidate.
 *
 * @throws {DomainError} unless it is an integer from 0 below count, and its multiplier is not negative
 */
export function checkIndex(operation: string, index: number, { lambda }: Candidates): void {
  const count = lambda.data.length;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new DomainError(`${operation}: there is no candidate ${index}; indices run from 0 to ${count - 1}`);
  }
  if (lambda.data[index]! < 0) {
    throw new DomainError(
      wording`${operation}: candidate ${index} has the multiplier ${lambda.data[index]}, but multipliers must be >= 0; clip them or ${advice('fit-anew', 'fit them anew with oracleLoss')}`,
    );
  }
}
