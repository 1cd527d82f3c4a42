import { type Operand, relu, square, sub, sum, type Tensor } from '@noprior/tensor';

/** Violation of the multiplier floor,  sum_i max(0, lambda_min - lambda_i)^2.
 *
 * @param lambda     [n] multipliers
 * @param lambdaMin  [] floor; 0 gives the paper's term (there without the square), the reference code has a positive one
 * @returns          [] unweighted; the reference code multiplies it by 5
 * @see Haim et al. 2022, arXiv:2206.07758, L_lambda
 * @example dualFeasibility(lambda, 0.5) // lambda = [0.2, 1] => 0.09
 */
export function dualFeasibility(lambda: Tensor, lambdaMin: Operand): Tensor {
  return sum(square(relu(sub(lambdaMin, lambda))));
}
