import type { Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** x */
export const stopGradientRule: ElementwiseRule<'stopGradient'> = elementwiseRule(
  'stopGradient',
  (x) => x,
  () => [null],
);

/** The tensor itself, treated as a constant by differentiation. */
export function stopGradient(x: Tensor): Tensor {
  return elementwise(stopGradientRule, x);
}
