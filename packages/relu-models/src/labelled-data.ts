import type { LabelledData } from '@noprior/datasets';
import { argument, DomainError, formatShape, type HostTensor, ShapeError, wording } from '@noprior/tensor';
import { inputSize, outputSize, type ReluNetwork } from './network.ts';

/** What a label is: -1 or +1, a class from 0 to K - 1, or any number, the target of a regression. */
export type LabelKind = 'sign' | 'class' | 'target';

/** Check that data fit a network.
 *
 * @param operation  name of the caller, for messages
 * @param kind       what labels are; default `sign`
 * @throws {ShapeError} unless x is [n, d] with the network's d and y is [n], n > 0
 * @throws {DomainError} for a label that is none of this kind, or a value of x that is not finite
 */
export function checkLabelledData(
  { x, y }: LabelledData,
  network: ReluNetwork,
  operation: string,
  kind: LabelKind = 'sign',
): void {
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
  checkLabels(y, outputSize(network), operation, kind);
  const element = x.data.findIndex((value) => !Number.isFinite(value));
  if (element >= 0) {
    const row = Math.floor(element / d);
    throw new DomainError(`${operation}: x must be finite, but x[${row}, ${element % d}] is ${x.data[element]}`);
  }
}

/** Check labels alone.
 *
 * @param classes  K, the number of classes; used for the kind `class` only
 * @throws {DomainError} for a label that is none of this kind; the message names the first
 */
export function checkLabels({ data }: HostTensor, classes: number, operation: string, kind: LabelKind = 'sign'): void {
  const fits: Record<LabelKind, (value: number) => boolean> = {
    sign: (value) => value === 1 || value === -1,
    class: (value) => Number.isInteger(value) && value >= 0 && value < classes,
    target: (value) => Number.isFinite(value),
  };
  const index = data.findIndex((value: number) => !fits[kind](value));
  if (index < 0) return;
  const expected = { sign: '-1 or +1', class: `classes from 0 to ${classes - 1}`, target: 'finite numbers' }[kind];
  throw new DomainError(
    wording`${operation}: ${argument('labels')} must be ${expected}, but y[${index}] is ${data[index]}`,
  );
}
