import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape, type Shape } from '../shape.ts';
import { concat } from './concat.ts';
import { fill } from './constant.ts';

/** A box of elements. */
export const sliceRule: OpRule<'slice'> = {
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
  gradient: ({ inputs: [x], attributes: { begin, size } }, g) => {
    let padded = g;
    x!.shape.forEach((extent, axis) => {
      const before = begin[axis]!;
      const after = extent - before - size[axis]!;
      const zeros = (count: number): Tensor[] =>
        count === 0
          ? []
          : [
              fill(
                0,
                padded.shape.map((e, i) => (i === axis ? count : e)),
                g.dtype,
              ),
            ];
      if (before + after > 0) padded = concat([...zeros(before), padded, ...zeros(after)], axis);
    });
    return [padded];
  },
};

/** The box of `size` elements that starts at `begin`.
 *
 * @throws {ShapeError} if the box leaves the tensor
 */
export function slice(tensor: Tensor, begin: readonly number[], size: Shape): Tensor {
  return applyRule(sliceRule, [tensor], { begin: [...begin], size: [...size] });
}
