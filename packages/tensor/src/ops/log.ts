import type { Tensor } from '../graph/tensor.ts';
import { div } from './div.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** ln x */
export const logRule: ElementwiseRule<'log'> = elementwiseRule(
  'log',
  (x) => Math.log(x),
  ([x], g) => [div(g, x!)],
);

/** Elementwise natural logarithm. */
export function log(x: Tensor): Tensor {
  return elementwise(logRule, x);
}
