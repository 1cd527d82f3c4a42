import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/** max(0, x) with the hard derivative, 1 for x > 0 and 0 for x <= 0 */
export const reluRule: ElementwiseRule<'relu'> = elementwiseRule(
  'relu',
  (x) => (x > 0 ? x : x <= 0 ? 0 : Number.NaN),
  ([x], g) => [mul(g, step(x!))],
);

/** Elementwise max(0, x). The derivative is `step(x)`: 0 at the kink, as in PyTorch. */
export function relu(x: Tensor): Tensor {
  return elementwise(reluRule, x);
}
