import type { Dtype } from '../dtype.ts';
import { ShapeError } from '../errors/shape-error.ts';
import { makeNode, type OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { checkShape, type Shape } from '../shape.ts';

/** A tensor that is given anew for every run. */
export const inputRule: OpRule<'input'> = {
  op: 'input',
  arity: 0,
  shape: () => {
    throw new ShapeError('input: its shape comes with its specification');
  },
  gradient: () => [],
};

/** Input tensor; `trace` makes these, one for each specification.
 *
 * @throws {ShapeError} unless the extents are integers from 0
 */
export function input(name: string, shape: Shape, dtype: Dtype): Tensor<'input'> {
  const node = makeNode('input', [], { name }, [...checkShape(shape, `input ${name}`)], dtype);
  if (node.op !== 'input') throw new ShapeError('input: not an input node');
  return node;
}
