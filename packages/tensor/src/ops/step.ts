import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** 1 for x > 0, else 0 */
export const stepRule: ElementwiseRule<'step'> = elementwiseRule(
  'step',
  (x) => (x > 0 ? 1 : 0),
  () => [null],
);

/** Elementwise 1 where x > 0 and 0 elsewhere: the activation pattern of `relu`. Its derivative is 0. */
export function step(x: Tensor): Tensor {
  return elementwise(stepRule, x);
}
