import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';

/** The same elements in row-major order under another shape. */
export const reshapeRule: OpRule<'reshape'> = {
  op: 'reshape',
  arity: 1,
  shape: ([x], { shape }) => {
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new ShapeError(`reshape: ${formatShape(x!.shape)} does not have the elements of ${formatShape(shape)}`);
    }
    return shape;
  },
  gradient: ({ inputs: [x] }, g) => [reshape(g, x!.shape)],
};

/** The same elements in row-major order under another shape; the tensor itself if the shape is its own.
 *
 * @throws {ShapeError} if the numbers of elements differ
 */
export function reshape(tensor: Tensor, shape: Shape): Tensor {
  return sameShape(tensor.shape, shape) ? tensor : applyRule(reshapeRule, [tensor], { shape: [...shape] });
}
