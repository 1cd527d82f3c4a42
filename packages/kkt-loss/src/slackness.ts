import { mul, type Operand, sub, type Tensor } from '@noprior/tensor';

/** Complementary slackness  lambda_i (q_i - p)  of every candidate; 0 at a KKT point.
 *
 * @param lambda   [n] multipliers of the KKT conditions, s lambda_i where the loss has a factor s
 * @param margins  [n] q_i = y_i Phi(theta; x_i)
 * @param p        margin of the problem; the smallest margin of the training set, if theta is not rescaled
 * @returns        [n]; its largest element is the delta of an (eps, delta)-KKT point
 * @see Lyu and Li 2020, arXiv:1906.05890
 * @example slackness(lambda, margins, 1) // lambda = [2, 3], margins = [1, 1.5] => [0, 1.5]
 */
export function slackness(lambda: Tensor, margins: Tensor, p: Operand): Tensor {
  return mul(lambda, sub(margins, p));
}
