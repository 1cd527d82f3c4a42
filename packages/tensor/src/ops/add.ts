import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** a + b */
export const addRule: ElementwiseRule<'add'> = elementwiseRule(
  'add',
  (a, b) => a + b,
  (_, g) => [g, g],
);

/** Elementwise a + b with broadcasting. */
export function add(a: Operand, b: Operand): Tensor {
  return elementwise(addRule, a, b);
}
