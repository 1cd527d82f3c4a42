import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/** ln(1 + e^x) */
export const softplusRule: ElementwiseRule<'softplus'> = elementwiseRule(
  'softplus',
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  ([x], g, y) => [mul(g, exp(sub(x!, y)))],
);

/** Elementwise ln(1 + e^x), relatively accurate on both sides: softplus(-40) is 4e-18, not 0. The logistic loss of a
 * margin q is softplus(-q). Its derivative is `exp(x - softplus(x))`, relatively accurate where a fast sigmoid is not. */
export function softplus(x: Tensor): Tensor {
  return elementwise(softplusRule, x);
}
