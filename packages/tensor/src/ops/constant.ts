import { type Dtype, makeTypedArray } from '../dtype.ts';
import { ShapeError } from '../errors/shape-error.ts';
import { makeNode, type OpRule } from '../graph/op-rule.ts';
import type { Operand, Tensor } from '../graph/tensor.ts';
import { type HostTensor, toHostDtype } from '../host-tensor.ts';
import { checkShape, type Shape, sizeOf } from '../shape.ts';

/** A tensor whose elements are part of the graph. */
export const constantRule: OpRule<'constant'> = {
  op: 'constant',
  arity: 0,
  shape: () => {
    throw new ShapeError('constant: its shape comes with its elements');
  },
  gradient: () => [],
};

/** Constant tensor with the elements of a host tensor, which must not change afterwards.
 *
 * @example constant(fromNested([[1, 2], [3, 4]]))
 */
export function constant(value: HostTensor, dtype: Dtype = value.dtype): Tensor {
  return makeNode('constant', [], { data: toHostDtype(value, dtype).data }, value.shape, dtype);
}

/** Constant tensor filled with one number.
 *
 * @throws {ShapeError} unless the extents are integers from 0
 */
export function fill(value: number, shape: Shape, dtype: Dtype): Tensor {
  return makeNode(
    'constant',
    [],
    { data: makeTypedArray(dtype, sizeOf(checkShape(shape, 'fill'))).fill(value) },
    [...shape],
    dtype,
  );
}

/** Constant scalar. */
export function scalar(value: number, dtype: Dtype): Tensor {
  return fill(value, [], dtype);
}

/** Operand to tensor: a number becomes a scalar constant of the dtype of the first tensor among `companions`.
 *
 * @throws {ShapeError} if all of them are numbers
 */
export function toTensor(operand: Operand, operation: string, ...companions: readonly Operand[]): Tensor {
  if (typeof operand !== 'number') return operand;
  const companion = companions.find((other) => typeof other !== 'number');
  if (companion === undefined) throw new ShapeError(`${operation}: at least one operand must be a tensor`);
  return scalar(operand, companion.dtype);
}

/** The number in a scalar constant, `undefined` for everything else. */
export function scalarValue(tensor: Tensor): number | undefined {
  return tensor.op === 'constant' && tensor.attributes.data.length === 1 && tensor.shape.length === 0
    ? tensor.attributes.data[0]
    : undefined;
}
