import type { Tensor } from '../graph/tensor.ts';
import { sizeOf } from '../shape.ts';
import { mul } from './mul.ts';
import type { ReductionOptions } from './reduction.ts';
import { sum } from './sum.ts';

/** Mean over axes; composed of `sum` and `mul`.
 *
 * @throws {ShapeError} for an axis that the tensor lacks, or one named twice
 */
export function mean(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  const total = sum(tensor, options);
  return mul(total, sizeOf(total.shape) / sizeOf(tensor.shape));
}
