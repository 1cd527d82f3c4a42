import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { greaterEqual } from './greater-equal.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/** min(a, b) */
export const minimumRule: ElementwiseRule<'minimum'> = elementwiseRule(
  'minimum',
  (a, b) => Math.min(a, b),
  ([a, b], g) => {
    const first = greaterEqual(b!, a!);
    return [mul(g, first), mul(g, sub(1, first))];
  },
);

/** Elementwise min(a, b) with broadcasting; at a tie the whole derivative goes to a.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function minimum(a: Operand, b: Operand): Tensor {
  return elementwise(minimumRule, a, b);
}
