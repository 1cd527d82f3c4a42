import type { Operand, Tensor } from '../graph/tensor.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';
import { greaterEqual } from './greater-equal.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/** max(a, b) */
export const maximumRule: ElementwiseRule<'maximum'> = elementwiseRule(
  'maximum',
  (a, b) => Math.max(a, b),
  ([a, b], g) => {
    const first = greaterEqual(a!, b!);
    return [mul(g, first), mul(g, sub(1, first))];
  },
);

/** Elementwise max(a, b) with broadcasting; at a tie the whole derivative goes to a.
 *
 * @throws {ShapeError} unless a and b broadcast, or if both are numbers
 * @throws {DtypeError} if they differ in dtype
 */
export function maximum(a: Operand, b: Operand): Tensor {
  return elementwise(maximumRule, a, b);
}
