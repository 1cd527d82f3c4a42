import { ShapeError } from '../errors/shape-error.ts';
import { add } from '../ops/add.ts';
import { fill } from '../ops/constant.ts';
import { formatShape, sameShape } from '../shape.ts';
import { inputCotangents } from './op-rules.ts';
import { sortedNodes } from './sorted-nodes.ts';
import type { Tensor } from './tensor.ts';

/** Reverse-mode derivatives, source to source: the results are tensors of the same program, so they can be used in it
 * and differentiated again. Only nodes on a path from `of` to `wrt` get a derivative.
 *
 * @param of         the tensor to differentiate; a scalar unless a cotangent is given
 * @param wrt        the tensors to differentiate by; any nodes, intermediate ones too
 * @param cotangent  in the shape of `of`; the result is then the vector-Jacobian product
 * @returns          one tensor for each of `wrt`, in its shape; zeros where `of` does not depend on it
 * @throws {ShapeError} if `of` is not a scalar and no cotangent is given, or the cotangent has another shape
 * @example gradients(sum(square(x)), [x]) // => [2 x]
 */
export function gradients(of: Tensor, wrt: readonly Tensor[], cotangent?: Tensor): Tensor[] {
  if (cotangent === undefined && of.shape.length !== 0) {
    throw new ShapeError(`gradients: expected a scalar, got ${formatShape(of.shape)}; sum it, or give a cotangent`);
  }
  if (cotangent !== undefined && !sameShape(cotangent.shape, of.shape)) {
    throw new ShapeError(
      `gradients: cotangent of shape ${formatShape(cotangent.shape)} for a tensor of shape ${formatShape(of.shape)}`,
    );
  }
  const nodes = sortedNodes([of]);
  const onPath = new Set<Tensor>(wrt);
  for (const node of nodes) {
    if (node.inputs.some((input) => onPath.has(input))) onPath.add(node);
  }
  const cotangents = new Map<Tensor, Tensor>([[of, cotangent ?? fill(1, [], of.dtype)]]);
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    const arriving = cotangents.get(node);
    if (arriving === undefined || !node.inputs.some((input) => onPath.has(input))) continue;
    inputCotangents(node, arriving).forEach((partial, position) => {
      const input = node.inputs[position]!;
      if (partial === null || !onPath.has(input)) return;
      const before = cotangents.get(input);
      cotangents.set(input, before === undefined ? partial : add(before, partial));
    });
  }
  return wrt.map((tensor) => (onPath.has(tensor) && cotangents.get(tensor)) || fill(0, tensor.shape, tensor.dtype));
}
