import type { Operand, Tensor } from '../graph/tensor.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';

/** Elementwise min(max(x, low), high); the bounds broadcast, so a box may differ from pixel to pixel. */
export function clip(x: Tensor, low: Operand, high: Operand): Tensor {
  return minimum(maximum(x, low), high);
}
