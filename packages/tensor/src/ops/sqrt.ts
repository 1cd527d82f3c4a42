import type { Tensor } from '../graph/tensor.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** sqrt(x) */
export const sqrtRule: ElementwiseRule<'sqrt'> = elementwiseRule(
  'sqrt',
  (x) => Math.sqrt(x),
  (_, g, y) => [div(g, add(y, y))],
);

/** Elementwise square root; NaN for x < 0, and an infinite derivative at 0. */
export function sqrt(x: Tensor): Tensor {
  return elementwise(sqrtRule, x);
}
