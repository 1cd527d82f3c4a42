import { checkNetwork, type LabelKind, outputSize, type ReluNetwork } from '@noprior/relu-models';
import { DomainError, ShapeError } from '@noprior/tensor';

/** Which sum of gradients a trained network is explained by, `theta = s sum_i r_i`:
 *
 * - `binary`: r_i = lambda_i y_i grad Phi(x_i), labels -1 and +1.
 * - `runner-up`: r_i = lambda_i grad (f_y(x_i) - max_{c != y} f_c(x_i)), classes 0 to K - 1: the margin to the runner-up.
 * - `per-class`: r_i = sum_{c != y} lambda_ic grad (f_y(x_i) - f_c(x_i)), one multiplier for every competing class.
 * - `regression`: r_i = lambda_i grad Phi(x_i), multipliers of either sign, labels without effect: a network that squared loss and
 *   a decay of the weights, or any other loss with one, have brought to a stationary point.
 */
export type ObjectiveKind = 'binary' | 'runner-up' | 'per-class' | 'regression';

/** All kinds. */
export const objectiveKinds: readonly ObjectiveKind[] = ['binary', 'runner-up', 'per-class', 'regression'];

/** What labels are under an objective. */
export function objectiveLabels(kind: ObjectiveKind): LabelKind {
  return ({ binary: 'sign', 'runner-up': 'class', 'per-class': 'class', regression: 'target' } as const)[kind];
}

/** Shape of the multipliers: [n], or [n, K] for `per-class`, where the column of a point's own class takes no part.
 *
 * @param count    n
 * @param outputs  K
 */
export function multiplierShape(kind: ObjectiveKind, count: number, outputs: number): number[] {
  return kind === 'per-class' ? [count, outputs] : [count];
}

/** Check that a network is one that an objective can explain.
 *
 * @throws {DomainError} for an unknown objective
 * @throws {ShapeError} if the number of output units does not fit, and as `checkNetwork`
 */
export function checkObjective(network: ReluNetwork, kind: ObjectiveKind = 'binary'): void {
  if (!objectiveKinds.includes(kind)) {
    throw new DomainError(`objective: expected one of ${objectiveKinds.join(', ')}, got ${JSON.stringify(kind)}`);
  }
  checkNetwork(network);
  checkOutputs(kind, outputSize(network));
}

/** @throws {ShapeError} if the number of outputs does not fit the objective */
export function checkOutputs(kind: ObjectiveKind, outputs: number): void {
  const hasClasses = objectiveLabels(kind) === 'class';
  if (hasClasses ? outputs >= 2 : outputs === 1) return;
  throw new ShapeError(
    hasClasses
      ? `objective ${kind}: the network has one output unit, it needs one for every class; use binary or regression`
      : `objective ${kind}: the last layer has ${outputs} output units; only binary networks with one output unit fit. Use runner-up or per-class`,
  );
}
