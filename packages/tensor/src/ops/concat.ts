import { ShapeError } from '../errors/shape-error.ts';
import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatShape, normalizeAxes } from '../shape.ts';
import { slice } from './slice.ts';

/** Tensors laid one behind the other along an axis. */
export const concatRule: OpRule<'concat'> = {
  op: 'concat',
  arity: undefined,
  shape: (inputs, { axis }) => {
    const first = inputs[0]!.shape;
    let extent = 0;
    for (const { shape } of inputs) {
      if (shape.length !== first.length || shape.some((size, i) => i !== axis && size !== first[i])) {
        throw new ShapeError(`concat: ${formatShape(first)} and ${formatShape(shape)} differ beside axis ${axis}`);
      }
      extent += shape[axis]!;
    }
    return first.map((size, i) => (i === axis ? extent : size));
  },
  gradient: ({ inputs, attributes: { axis } }, g) => {
    let offset = 0;
    return inputs.map(({ shape }) => {
      const begin = shape.map((_, i) => (i === axis ? offset : 0));
      offset += shape[axis]!;
      return slice(g, begin, shape);
    });
  },
};

/** Lay tensors one behind the other along an axis.
 *
 * @throws {ShapeError} if they differ in rank or beside that axis
 * @throws {DtypeError} if they differ in dtype
 */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const rank = tensors[0]?.shape.length ?? 0;
  return applyRule(concatRule, tensors, { axis: normalizeAxes(axis, rank, 'concat')[0]! });
}
