import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpShapeRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { broadcastShapes, formatShape, type Shape, sameShape } from '../shape.ts';

/** Elements repeated along axes of extent 1 and new leading axes. */
export const broadcastToRule: OpShapeRule<'broadcastTo'> = {
  op: 'broadcastTo',
  arity: 1,
  shape: ([x], { shape }) => {
    if (!sameShape(broadcastShapes(x!.shape, shape, 'broadcastTo'), shape)) {
      throw new ShapeError(`broadcastTo: ${formatShape(x!.shape)} does not broadcast to ${formatShape(shape)}`);
    }
    return shape;
  },
};

/** Repeat elements along axes of extent 1 and new leading axes; the tensor itself if the shape is its own.
 *
 * @throws {ShapeError} if the shape cannot be reached
 */
export function broadcastTo(tensor: Tensor, shape: Shape): Tensor {
  return sameShape(tensor.shape, shape) ? tensor : applyRule(broadcastToRule, [tensor], { shape: [...shape] });
}
