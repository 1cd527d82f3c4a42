import { ownClass } from '@noprior/relu-models';
import { DomainError, max, mul, reshape, sub, sum, type Tensor, where } from '@noprior/tensor';
import { checkOutputs, type ObjectiveKind } from './objective-kind.ts';

/** Labels and multipliers of candidates. */
interface Weights {
  /** [n], or [n, K] for `per-class` */
  readonly lambda: Tensor;
  /** [n] */
  readonly y: Tensor;
}

/** The output whose gradient a multiplier stands before: y Phi, f_y - max_{c != y} f_c, or Phi.
 *
 * @param outputs  [n, K]
 * @param y        [n] labels
 * @returns        [n]
 * @throws {ShapeError} if the number of outputs does not fit the objective
 * @throws {DomainError} for `per-class`, where a point has K - 1 such outputs
 */
export function unitOutputs(kind: ObjectiveKind, outputs: Tensor, y: Tensor): Tensor {
  const [count = 0, classes = 0] = outputs.shape;
  checkOutputs(kind, classes);
  switch (kind) {
    case 'binary':
      return mul(y, reshape(outputs, [count]));
    case 'regression':
      return reshape(outputs, [count]);
    case 'runner-up': {
      const own = ownClass(y, classes);
      return sub(sum(mul(own, outputs), { axes: 1 }), max(where(own, -1e30, outputs), { axes: 1 }));
    }
    case 'per-class':
      throw new DomainError(
        'objective per-class: a point has one output for every competing class; ask for runner-up, or use oracleLoss',
      );
  }
}

/** Margins to every class, f_y - f_c; 0 in the column of the class y itself.
 *
 * @param outputs  [n, K]
 * @param y        [n] classes
 * @returns        [n, K]
 */
export function classMargins(outputs: Tensor, y: Tensor): Tensor {
  const own = mul(ownClass(y, outputs.shape[1]!), outputs);
  return sub(sum(own, { axes: 1, keepdims: true }), outputs);
}

/** The sum over outputs that explains a network: `theta = s grad sum_i w_i`, multipliers held constant.
 *
 * @param outputs  [n, K] f(theta; x_i)
 * @param weights  lambda [n], or [n, K] for `per-class`, and y [n]
 * @returns        [n] w_i: lambda_i y_i Phi, lambda_i (f_y - max_{c != y} f_c), sum_c lambda_ic (f_y - f_c), or lambda_i Phi
 * @throws {ShapeError} if the number of outputs does not fit the objective
 * @see Buzaglo et al. 2023, arXiv:2307.01827, for several classes, and for regression with a decay of the weights
 * @example weightedOutputs('per-class', outputs, { lambda, y }) // outputs = [[3, 1, 2]], lambda = [[0, 2, 5]], y = [0] => [9]
 */
export function weightedOutputs(kind: ObjectiveKind, outputs: Tensor, { lambda, y }: Weights): Tensor {
  if (kind === 'binary') {
    // In this order, so that the numbers are those of a product of lambda y with the logits.
    checkOutputs(kind, outputs.shape[1]!);
    return mul(mul(lambda, y), reshape(outputs, [outputs.shape[0]!]));
  }
  if (kind === 'per-class') {
    checkOutputs(kind, outputs.shape[1]!);
    return sum(mul(lambda, classMargins(outputs, y)), { axes: 1 });
  }
  return mul(lambda, unitOutputs(kind, outputs, y));
}
