import { inputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';

/** Points with multipliers and labels: a training set with its dual variables, or an attacker's guess of one. */
export interface Candidates {
  /** [n, d] */
  readonly x: HostTensor;
  /** [n] multipliers; >= 0 at a KKT point */
  readonly lambda: HostTensor;
  /** [n] labels, -1 or +1 */
  readonly y: HostTensor;
}

/** Check candidates against a network.
 *
 * @throws {ShapeError} unless x is [n, d] with d the network's input size and n >= 1, and lambda and y are [n]
 * @throws {DomainError} for labels outside {-1, +1} and for values that are not finite
 */
export function checkCandidates(network: ReluNetwork, { x, lambda, y }: Candidates): void {
  checkPoints(network, x, y);
  if (lambda.shape.length !== 1 || lambda.shape[0] !== x.shape[0]) {
    throw new ShapeError(`candidates: lambda has shape ${formatShape(lambda.shape)}, expected [${x.shape[0]}] as x`);
  }
  checkFinite('lambda', lambda);
}

/** Check points and labels against a network, as {@link checkCandidates} without multipliers.
 *
 * @throws {ShapeError} unless x is [n, d] with d the network's input size and n >= 1, and y is [n]
 * @throws {DomainError} for labels outside {-1, +1} and for values of x that are not finite
 */
export function checkPoints(network: ReluNetwork, x: HostTensor, y: HostTensor): void {
  const dimension = inputSize(network);
  if (x.shape.length !== 2 || x.shape[1] !== dimension || x.shape[0] === 0) {
    throw new ShapeError(
      `candidates: x has shape ${formatShape(x.shape)}, the network expects [n, ${dimension}] with n >= 1`,
    );
  }
  if (y.shape.length !== 1 || y.shape[0] !== x.shape[0]) {
    throw new ShapeError(`candidates: y has shape ${formatShape(y.shape)}, expected [${x.shape[0]}] as x`);
  }
  checkFinite('x', x);
  for (const [index, label] of y.data.entries()) {
    if (label !== 1 && label !== -1) {
      throw new DomainError(`candidates: y[${index}] is ${label}; labels must be -1 or +1`);
    }
  }
}

function checkFinite(name: string, { data }: HostTensor): void {
  const index = data.findIndex((value: number) => !Number.isFinite(value));
  if (index >= 0) throw new DomainError(`candidates: ${name} has the value ${data[index]} at position ${index}`);
}
