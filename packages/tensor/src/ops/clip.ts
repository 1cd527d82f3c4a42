import type { Operand, Tensor } from '../graph/tensor.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';

/** Elementwise min(max(x, low), high); the bounds broadcast, so a box may differ from pixel to pixel.
 *
 * @throws {ShapeError} unless the three broadcast
 * @throws {DtypeError} if they differ in dtype
 */
export function clip(x: Tensor, low: Operand, high: Operand): Tensor {
  return minimum(maximum(x, low), high);
}
