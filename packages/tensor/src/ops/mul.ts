import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** a b */
export const mulRule: ElementwiseRule<'mul'> = elementwiseRule(
  'mul',
  (a, b) => a * b,
  ([a, b], g) => [mul(g, b!), mul(g, a!)],
);

/** Elementwise product with broadcasting.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function mul(a: Operand, b: Operand): Tensor {
  return elementwise(mulRule, a, b);
}
