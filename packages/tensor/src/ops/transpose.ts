import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape, normalizeAxes } from '../shape.ts';

/** Axes in another order: axis i of the result is axis permutation[i] of the tensor. */
export const transposeRule: OpRule<'transpose'> = {
  op: 'transpose',
  arity: 1,
  shape: ([x], { permutation }) => {
    if (normalizeAxes(permutation, x!.shape.length, 'transpose').length !== x!.shape.length) {
      throw new ShapeError(
        `transpose: ${formatShape(permutation)} does not permute the axes of ${formatShape(x!.shape)}`,
      );
    }
    return permutation.map((axis) => x!.shape[axis]!);
  },
  gradient: ({ attributes: { permutation } }, g) => {
    const inverse = new Array<number>(permutation.length);
    permutation.forEach((axis, index) => {
      inverse[axis] = index;
    });
    return [transpose(g, inverse)];
  },
};

/** Axes in another order; all of them reversed by default.
 *
 * @throws {ShapeError} unless `permutation` names every axis once
 */
export function transpose(tensor: Tensor, permutation?: readonly number[]): Tensor {
  const rank = tensor.shape.length;
  const order = permutation ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return applyRule(transposeRule, [tensor], { permutation: order.map((axis) => (axis < 0 ? axis + rank : axis)) });
}
