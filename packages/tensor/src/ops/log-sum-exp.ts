import type { OpRule } from '../graph/op-rule.ts';
import type { Tensor } from '../graph/tensor.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { type ReductionOptions, reduce, reducedShape, spread } from './reduction.ts';
import { sub } from './sub.ts';

/** ln sum e^x over axes. */
export const logSumExpRule: OpRule<'logSumExp'> = {
  op: 'logSumExp',
  arity: 1,
  shape: ([x], attributes) => reducedShape(x!.shape, attributes),
  gradient: (node, g) => {
    const x = node.inputs[0]!;
    const { axes } = node.attributes;
    return [mul(spread(g, x.shape, axes), exp(sub(x, spread(node, x.shape, axes))))];
  },
};

/** ln sum e^x over axes, without overflow.
 *
 * @throws {ShapeError} for an axis that the tensor lacks, or one named twice
 */
export function logSumExp(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  return reduce(logSumExpRule, tensor, options);
}
