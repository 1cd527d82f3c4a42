import type { OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { mul } from './mul.ts';
import { type ReductionOptions, reduce, reducedShape, spread } from './reduction.ts';
import { sum } from './sum.ts';

/** Largest element over axes. */
export const maxRule: OpRule<'max'> = {
  op: 'max',
  arity: 1,
  shape: ([x], attributes) => reducedShape(x!.shape, attributes),
  gradient: (node, g) => {
    const x = node.inputs[0]!;
    const { axes } = node.attributes;
    const attained = equal(x, spread(node, x.shape, axes));
    const ties = spread(sum(attained, { axes }), x.shape, axes);
    return [mul(div(attained, ties), spread(g, x.shape, axes))];
  },
};

/** Largest element over axes; tied elements share the derivative equally.
 *
 * @throws {ShapeError} for an axis that the tensor lacks, or one named twice
 */
export function max(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  return reduce(maxRule, tensor, options);
}
