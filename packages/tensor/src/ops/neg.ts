import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** -x */
export const negRule: ElementwiseRule<'neg'> = elementwiseRule(
  'neg',
  (x) => -x,
  (_, g) => [neg(g)],
);

/** Elementwise -x. */
export function neg(x: Tensor): Tensor {
  return elementwise(negRule, x);
}
