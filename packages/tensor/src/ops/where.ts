import type { Operand, Tensor } from '../graph/tensor.ts';
import { fill } from './constant.ts';
import { type ElementwiseRule, elementwise, elementwiseRule } from './elementwise.ts';

/** a where the condition is not 0, else b */
export const whereRule: ElementwiseRule<'where'> = elementwiseRule(
  'where',
  (condition, a, b) => (condition !== 0 ? a : b),
  ([condition], g) => {
    const zero = fill(0, [], g.dtype);
    return [null, where(condition!, g, zero), where(condition!, zero, g)];
  },
);

/** Elementwise choice: a where `condition` is not 0, b elsewhere, with broadcasting; neither branch's NaN leaks into the
 * other.
 *
 * @throws {ShapeError} unless the three broadcast
 * @throws {DtypeError} if they differ in dtype
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return elementwise(whereRule, condition, a, b);
}
