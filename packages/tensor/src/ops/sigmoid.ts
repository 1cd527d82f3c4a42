import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/** 1 / (1 + e^-x) */
export const sigmoidRule: ElementwiseRule<'sigmoid'> = elementwiseRule(
  'sigmoid',
  (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  (_, g, y) => [mul(g, mul(y, sub(1, y)))],
);

/** Elementwise logistic function. Backends owe it ABSOLUTE accuracy only (fast kernels are inexact in the far tails);
 * where relative accuracy matters, as in the gradient of `softplus`, `exp(x - softplus(x))` is used. */
export function sigmoid(x: Tensor): Tensor {
  return elementwise(sigmoidRule, x);
}
