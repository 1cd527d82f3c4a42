import { DomainError, formatShape, type HostTensor, ShapeError } from '@noprior/tensor';
import { inputSize, type ReluNetwork } from './network.ts';

/** Samples with labels. */
export interface LabelledData {
  /** [n, d], preprocessed as the network expects it */
  readonly x: HostTensor;
  /** [n] labels, -1 or +1 */
  readonly y: HostTensor;
}

/** Check that data fit a network.
 *
 * @param operation  name of the caller, for messages
 * @throws {ShapeError} unless x is [n, d] with the network's d and y is [n], n > 0
 * @throws {DomainError} for a label other than -1 and +1, or a value of x that is not finite
 */
export function checkLabelledData({ x, y }: LabelledData, network: ReluNetwork, operation: string): void {
  const d = inputSize(network);
  const [n] = x.shape;
  if (x.shape.length !== 2 || x.shape[1] !== d || n === 0) {
    throw new ShapeError(`${operation}: x must be [n, ${d}], got ${formatShape(x.shape)}`);
  }
  if (y.shape.length !== 1 || y.shape[0] !== n) {
    throw new ShapeError(
      `${operation}: y must be [${n}] beside x ${formatShape(x.shape)}, got ${formatShape(y.shape)}`,
    );
  }
  const label = y.data.findIndex((value) => value !== 1 && value !== -1);
  if (label >= 0) {
    throw new DomainError(`${operation}: labels must be -1 or +1, but y[${label}] is ${y.data[label]}`);
  }
  const element = x.data.findIndex((value) => !Number.isFinite(value));
  if (element >= 0) {
    const row = Math.floor(element / d);
    throw new DomainError(`${operation}: x must be finite, but x[${row}, ${element % d}] is ${x.data[element]}`);
  }
}
