import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';

/** e^x */
export const expRule: ElementwiseRule<'exp'> = elementwiseRule(
  'exp',
  (x) => Math.exp(x),
  (_, g, y) => [mul(g, y)],
);

/** Elementwise e^x. */
export function exp(x: Tensor): Tensor {
  return elementwise(expRule, x);
}
