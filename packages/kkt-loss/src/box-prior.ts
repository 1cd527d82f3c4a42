import { add, type Operand, relu, square, sub, sum, type Tensor } from '@noprior/tensor';

/** Bounds of the points that the attacker takes for granted; numbers, or tensors that broadcast against [n, d]. */
export interface BoxTensors {
  readonly low: Operand;
  readonly high: Operand;
}

/** The image prior  sum max(0, x - high)^2 + max(0, low - x)^2.
 *
 * @param x    [n, d] candidates
 * @param box  [-1, 1] in the reference code; [0 - mean, 1 - mean] where the subtracted mean is known
 * @returns    [] squared input units, unweighted
 * @throws {ShapeError} unless the bounds broadcast to the shape of x
 * @see Haim et al. 2022, arXiv:2206.07758, L_prior; the term that "No Prior, No Leakage" takes away
 * @example boxPrior(x, { low: -1, high: 1 }) // x = [[2, -3]] => 1 + 4
 */
export function boxPrior(x: Tensor, { low, high }: BoxTensors): Tensor {
  return add(sum(square(relu(sub(x, high)))), sum(square(relu(sub(low, x)))));
}
