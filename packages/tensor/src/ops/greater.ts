import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** 1 where a > b, else 0 */
export const greaterRule: ElementwiseRule<'greater'> = elementwiseRule(
  'greater',
  (a, b) => (a > b ? 1 : 0),
  () => [null, null],
);

/** Elementwise 1 where a > b and 0 elsewhere, with broadcasting. Its derivative is 0.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function greater(a: Operand, b: Operand): Tensor {
  return elementwise(greaterRule, a, b);
}
