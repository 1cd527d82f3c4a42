import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** a + b */
export const addRule: ElementwiseRule<'add'> = elementwiseRule(
  'add',
  (a, b) => a + b,
  (_, g) => [g, g],
);

/** Elementwise a + b with broadcasting.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function add(a: Operand, b: Operand): Tensor {
  return elementwise(addRule, a, b);
}
