import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/** a / b */
export const divRule: ElementwiseRule<'div'> = elementwiseRule(
  'div',
  (a, b) => a / b,
  ([, b], g, y) => [div(g, b!), neg(mul(div(g, b!), y))],
);

/** Elementwise a / b with broadcasting.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function div(a: Operand, b: Operand): Tensor {
  return elementwise(divRule, a, b);
}
