import { applyRule, type OpRule } from '../graph/op-rule.ts';
import type { ReductionAttributes, Tensor } from '../graph/tensor.ts';
import { normalizeAxes, type Shape } from '../shape.ts';
import { broadcastTo } from './broadcast-to.ts';
import { reshape } from './reshape.ts';

/** Axes to reduce (all of them by default), and whether they stay as extents of 1 (they do not by default). */
export interface ReductionOptions {
  readonly axes?: number | readonly number[];
  readonly keepdims?: boolean;
}

/** Shape of a reduction. */
export function reducedShape(shape: Shape, { axes, keepdims }: ReductionAttributes): Shape {
  return shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [extent]));
}

/** Apply a reduction with normalised axes. */
export function reduce<K extends 'sum' | 'max' | 'logSumExp'>(
  rule: OpRule<K>,
  tensor: Tensor,
  options: ReductionOptions,
): Tensor {
  const attributes: ReductionAttributes = {
    axes: normalizeAxes(options.axes, tensor.shape.length, rule.op),
    keepdims: options.keepdims ?? false,
  };
  return applyRule(rule, [tensor], attributes);
}

/** A reduced tensor, spread again over the shape it was reduced from. */
export function spread(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return broadcastTo(reshape(reduced, reducedShape(shape, { axes, keepdims: true })), shape);
}
