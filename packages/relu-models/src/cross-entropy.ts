import {
  constant,
  equal,
  fill,
  formatShape,
  logSumExp,
  makeHostTensor,
  mul,
  reshape,
  ShapeError,
  sub,
  sum,
  type Tensor,
  where,
} from '@noprior/tensor';
import { logMeanLogisticLoss } from './logistic-loss.ts';

/** 1 where the column is the class of the row, else 0.
 *
 * @param y        [n] classes, 0 to K - 1
 * @param classes  K
 * @returns        [n, K]
 */
export function ownClass(y: Tensor, classes: number): Tensor {
  const columns = makeHostTensor(
    Float64Array.from({ length: classes }, (_, index) => index),
    [1, classes],
  );
  return equal(reshape(y, [y.shape[0]!, 1]), constant(columns, y.dtype));
}

/** Logarithm of the mean cross-entropy, `ln (1/n) sum_i -ln softmax(f(x_i))_{y_i}`.
 *
 * With the soft margin `m_i = f_{y_i} - ln sum_{c != y_i} e^{f_c}` the loss of a sample is ln(1 + e^{-m_i}), the logistic loss
 * of that margin, so it is computed in the log domain too and does not underflow. For two outputs it is the logistic loss
 * of f_1 - f_0.
 *
 * @param outputs  [n, K] f(theta; x_i), K >= 2
 * @param y        [n] classes, 0 to K - 1
 * @returns        [] natural logarithm of the loss
 * @throws {ShapeError} unless outputs are [n, K] with K >= 2 and y is [n]
 * @see {@link logMeanLogisticLoss}
 */
export function logMeanCrossEntropy(outputs: Tensor, y: Tensor): Tensor {
  const [count = 0, classes = 0] = outputs.shape;
  if (outputs.shape.length !== 2 || classes < 2 || y.shape.length !== 1 || y.shape[0] !== count) {
    throw new ShapeError(
      `logMeanCrossEntropy: outputs and y must be [n, K] and [n] with K >= 2, got ${formatShape(outputs.shape)} and ${formatShape(y.shape)}`,
    );
  }
  const own = ownClass(y, classes);
  // So far below every other output that it has no share in the sum.
  const others = where(own, -1e30, outputs);
  const softMargins = sub(sum(mul(own, outputs), { axes: 1 }), logSumExp(others, { axes: 1 }));
  return logMeanLogisticLoss(softMargins, fill(1, [count], y.dtype));
}
