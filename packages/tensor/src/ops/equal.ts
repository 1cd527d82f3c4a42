import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** 1 where a = b, else 0 */
export const equalRule: ElementwiseRule<'equal'> = elementwiseRule(
  'equal',
  (a, b) => (a === b ? 1 : 0),
  () => [null, null],
);

/** Elementwise 1 where a equals b and 0 elsewhere, with broadcasting. Its derivative is 0.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function equal(a: Operand, b: Operand): Tensor {
  return elementwise(equalRule, a, b);
}
