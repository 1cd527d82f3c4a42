import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { neg } from './neg.ts';

/** a - b */
export const subRule: ElementwiseRule<'sub'> = elementwiseRule(
  'sub',
  (a, b) => a - b,
  (_, g) => [g, neg(g)],
);

/** Elementwise a - b with broadcasting.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function sub(a: Operand, b: Operand): Tensor {
  return elementwise(subRule, a, b);
}
