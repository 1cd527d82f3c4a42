import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { where } from './where.ts';

/** |x| */
export const absRule: ElementwiseRule<'abs'> = elementwiseRule(
  'abs',
  (x) => Math.abs(x),
  ([x], g) => [where(greater(x!, 0), g, where(greater(0, x!), neg(g), mul(g, 0)))],
);

/** Elementwise |x|; the derivative at 0 is 0. */
export function abs(x: Tensor): Tensor {
  return elementwise(absRule, x);
}
