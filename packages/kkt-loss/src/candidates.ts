import { checkLabels, inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, formatShape, type HostTensor, ShapeError, sameShape } from '@noprior/tensor';
import { multiplierShape, type ObjectiveKind, objectiveLabels } from './objectives/objective-kind.ts';

/** Points with multipliers and labels: a training set with its dual variables, or an attacker's guess of one. */
export interface Candidates {
  /** [n, d] */
  readonly x: HostTensor;
  /** [n] multipliers of the KKT conditions, theta = sum_i lambda_i y_i grad Phi(theta; x_i); >= 0 at a KKT point. [n, K] for the
   * objective `per-class`. {@link toScaleSum} converts those of the reference code, which are n times larger. */
  readonly lambda: HostTensor;
  /** [n] labels, -1 or +1; classes from 0 for the objectives of several classes */
  readonly y: HostTensor;
}

/** Check candidates against a network.
 *
 * @param objective  default `binary`
 * @throws {ShapeError} unless x is [n, d] with d the network's input size and n >= 1, y is [n], and lambda is [n], or [n, K] for
 *   `per-class`
 * @throws {DomainError} for labels that are not the objective's, and for values that are not finite
 */
export function checkCandidates(
  network: ReluNetwork,
  { x, lambda, y }: Candidates,
  objective: ObjectiveKind = 'binary',
): void {
  checkPoints(network, x, y, objective);
  const expected = multiplierShape(objective, x.shape[0]!, outputSize(network));
  if (!sameShape(lambda.shape, expected)) {
    throw new ShapeError(
      `candidates: lambda has shape ${formatShape(lambda.shape)}, expected ${formatShape(expected)} as x`,
    );
  }
  checkFinite('lambda', lambda);
}

/** Check points and labels against a network, as {@link checkCandidates} without multipliers.
 *
 * @throws {ShapeError} unless x is [n, d] with d the network's input size and n >= 1, and y is [n]
 * @throws {DomainError} for labels that are not the objective's and for values of x that are not finite
 */
export function checkPoints(
  network: ReluNetwork,
  x: HostTensor,
  y: HostTensor,
  objective: ObjectiveKind = 'binary',
): void {
  const dimension = inputSize(network);
  if (x.shape.length !== 2 || x.shape[1] !== dimension || x.shape[0] === 0) {
    const transposed = x.shape[0] === dimension && x.shape[1] === y.shape[0] ? '; x looks transposed' : '';
    throw new ShapeError(
      `candidates: x has shape ${formatShape(x.shape)}, the network expects [n, ${dimension}] with n >= 1${transposed}`,
    );
  }
  if (y.shape.length !== 1 || y.shape[0] !== x.shape[0]) {
    throw new ShapeError(`candidates: y has shape ${formatShape(y.shape)}, expected [${x.shape[0]}] as x`);
  }
  checkFinite('x', x);
  const kind = objectiveLabels(objective);
  if (kind !== 'sign') {
    checkLabels(y, outputSize(network), 'candidates', kind);
    return;
  }
  for (const [index, label] of y.data.entries()) {
    if (label !== 1 && label !== -1) {
      const classes = y.data.every((value: number) => value === 0 || value === 1);
      const advice = classes ? 'y holds the classes 0 and 1, where 0 stands for -1: save 2 * y - 1; ' : '';
      throw new DomainError(`candidates: ${advice}y[${index}] is ${label}; labels must be -1 or +1`);
    }
  }
}

function checkFinite(name: string, { data }: HostTensor): void {
  const index = data.findIndex((value: number) => !Number.isFinite(value));
  if (index >= 0) throw new DomainError(`candidates: ${name} has the value ${data[index]} at position ${index}`);
}
