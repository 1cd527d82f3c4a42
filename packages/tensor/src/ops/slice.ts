import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpShapeRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape, type Shape } from '../shape.ts';

/** A box of elements. */
export const sliceRule: OpShapeRule<'slice'> = {
  op: 'slice',
  arity: 1,
  shape: ([x], { begin, size }) => {
    const { shape } = x!;
    const fits =
      begin.length === shape.length &&
      size.length === shape.length &&
      begin.every((start) => Number.isInteger(start) && start >= 0) &&
      shape.every((extent, axis) => size[axis]! >= 0 && begin[axis]! + size[axis]! <= extent);
    if (!fits) {
      throw new ShapeError(
        `slice: ${formatShape(size)} from ${formatShape(begin)} is not inside ${formatShape(shape)}`,
      );
    }
    return size;
  },
};

/** The box of `size` elements that starts at `begin`.
 *
 * @throws {ShapeError} if the box leaves the tensor
 */
export function slice(tensor: Tensor, begin: readonly number[], size: Shape): Tensor {
  return applyRule(sliceRule, [tensor], { begin: [...begin], size: [...size] });
}
