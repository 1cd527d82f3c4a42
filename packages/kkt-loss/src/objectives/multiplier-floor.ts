import { ownClass } from '@noprior/relu-models';
import { abs, add, mul, type Operand, sub, sum, type Tensor } from '@noprior/tensor';
import { dualFeasibility } from '../dual-feasibility.ts';
import type { ObjectiveKind } from './objective-kind.ts';

/** Violation of what multipliers must be under an objective: {@link dualFeasibility}, and
 *
 * - for `per-class` that of 0 by every lambda_ic, and of lambda_min by the sums over competing classes;
 * - for `regression`, whose multipliers have either sign, that of lambda_min by |lambda_i|.
 *
 * @param lambda     [n], or [n, K] for `per-class`
 * @param y          [n] labels
 * @param lambdaMin  [] floor
 * @returns          [] unweighted
 */
export function multiplierFloor(kind: ObjectiveKind, lambda: Tensor, y: Tensor, lambdaMin: Operand): Tensor {
  if (kind === 'regression') return dualFeasibility(abs(lambda), lambdaMin);
  if (kind !== 'per-class') return dualFeasibility(lambda, lambdaMin);
  const competing = mul(lambda, sub(1, ownClass(y, lambda.shape[1]!)));
  return add(dualFeasibility(competing, 0), dualFeasibility(sum(competing, { axes: 1 }), lambdaMin));
}
