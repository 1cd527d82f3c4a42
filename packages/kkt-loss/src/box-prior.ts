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
 * @returns    []
 * @see Haim et al. 2022, arXiv:2206.07758, L_prior; the term that "No Prior, No Leakage" takes away
 */
export function boxPrior(x: Tensor, { low, high }: BoxTensors): Tensor {
  return add(sum(square(relu(sub(x, high)))), sum(square(relu(sub(low, x)))));
}
