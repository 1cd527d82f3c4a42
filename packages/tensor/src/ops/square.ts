import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';

/** x^2 */
export const squareRule: ElementwiseRule<'square'> = elementwiseRule(
  'square',
  (x) => x * x,
  ([x], g) => [mul(mul(g, 2), x!)],
);

/** Elementwise x^2. */
export function square(x: Tensor): Tensor {
  return elementwise(squareRule, x);
}
