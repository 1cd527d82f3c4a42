import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { NoAttributes, OpAttributes, Operand, OpName, Tensor } from '../graph/tensor.ts';
import { broadcastShapes, type Shape, sameShape } from '../shape.ts';
import { toTensor } from './constant.ts';
import { reshape } from './reshape.ts';
import { sum } from './sum.ts';

/** Operations that act element by element: those without attributes. */
export type ElementwiseOp = {
  [K in OpName]: OpAttributes[K] extends NoAttributes ? (NoAttributes extends OpAttributes[K] ? K : never) : never;
}[OpName];

/** {@link OpRule} of an operation that has a meaning on numbers. */
export type ElementwiseRule<K extends ElementwiseOp> = OpRule<K> & { readonly scalar: (...values: number[]) => number };

/** Rule of an elementwise operation: NumPy broadcasting of all inputs, a meaning on numbers, partial derivatives.
 *
 * @param partials  cotangents of the inputs in the shape of the RESULT; the sum over broadcast axes is added here
 */
export function elementwiseRule<K extends ElementwiseOp>(
  op: K,
  scalar: (...values: number[]) => number,
  partials: (inputs: readonly Tensor[], cotangent: Tensor, result: Tensor) => readonly (Tensor | null)[],
): ElementwiseRule<K> {
  return {
    op,
    arity: scalar.length,
    scalar,
    shape: (inputs) => inputs.map((input) => input.shape).reduce((a, b) => broadcastShapes(a, b, op)),
    gradient: (node, cotangent) =>
      partials(node.inputs, cotangent, node as Tensor).map((partial, index) =>
        partial === null ? null : sumToShape(partial, node.inputs[index]!.shape),
      ),
  };
}

/** Apply an elementwise rule to operands; numbers become scalars of the tensors' dtype. */
export function elementwise<K extends ElementwiseOp>(rule: OpRule<K>, ...operands: readonly Operand[]): Tensor {
  const inputs = operands.map((operand) => toTensor(operand, rule.op, ...operands));
  const none: OpAttributes[K] = {} satisfies NoAttributes;
  return applyRule(rule, inputs, none);
}

/** Sum over the axes along which `shape` was broadcast: the transpose of broadcasting. */
export function sumToShape(tensor: Tensor, shape: Shape): Tensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  const offset = tensor.shape.length - shape.length;
  const axes = tensor.shape.flatMap((extent, axis) =>
    axis < offset || (shape[axis - offset] === 1 && extent !== 1) ? [axis] : [],
  );
  return reshape(sum(tensor, { axes }), shape);
}
