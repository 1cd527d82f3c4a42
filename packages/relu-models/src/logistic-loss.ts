import {
  formatShape,
  greater,
  log,
  logSumExp,
  maximum,
  mul,
  neg,
  ShapeError,
  sameShape,
  softplus,
  sub,
  type Tensor,
  where,
} from '@noprior/tensor';

/** Below this, ln softplus(z) and z are the same number in float64: the difference is e^z / 2. */
const threshold = -40;

/** ln softplus(z) = ln ln(1 + e^z), elementwise, for any z: no underflow where softplus itself would be 0. */
export function logSoftplus(z: Tensor): Tensor {
  return where(greater(z, threshold), log(softplus(maximum(z, threshold))), z);
}

/** Logarithm of the mean logistic loss, `ln (1/n) sum_i ln(1 + exp(-y_i Phi_i))`.
 *
 * It is computed in the log domain, so losses such as 1e-30 or 1e-300 are as accurate as 0.5, and the gradient is that of
 * the loss divided by the loss, at any size of the loss.
 *
 * @param logits  [n] Phi(theta; x_i)
 * @param y       [n] labels, -1 or +1
 * @returns       [] natural logarithm of the loss
 * @throws {ShapeError} unless both are vectors of one length
 */
export function logMeanLogisticLoss(logits: Tensor, y: Tensor): Tensor {
  if (logits.shape.length !== 1 || !sameShape(logits.shape, y.shape)) {
    throw new ShapeError(
      `logMeanLogisticLoss: logits and y must be [n], got ${formatShape(logits.shape)} and ${formatShape(y.shape)}`,
    );
  }
  return sub(logSumExp(logSoftplus(neg(mul(y, logits)))), Math.log(logits.shape[0]!));
}
