import type { Tensor } from '@noprior/tensor';
import type { Emission } from './emission.ts';

/** Sum over axes, one axis after the other, innermost first: float32 loses less that way. */
export function emitSum(node: Tensor<'sum'>, emission: Emission): string {
  return reduceAxes(node, emission, (x, axis, keepdims) =>
    emission.add('ReduceSum', [x, emission.integers([axis])], { keepdims: { integer: keepdims } }),
  );
}

/** Largest element over axes. */
export function emitMax(node: Tensor<'max'>, emission: Emission): string {
  return reduceAxes(node, emission, (x, axis, keepdims) =>
    emission.add('ReduceMax', [x], { axes: { integers: [axis] }, keepdims: { integer: keepdims } }),
  );
}

/** ln sum e^x over axes. */
export function emitLogSumExp(node: Tensor<'logSumExp'>, emission: Emission): string {
  return reduceAxes(node, emission, (x, axis, keepdims) =>
    emission.add('ReduceLogSumExp', [x], { axes: { integers: [axis] }, keepdims: { integer: keepdims } }),
  );
}

/** A chain of reductions over single axes, from the last axis to the first, so that a dropped axis moves no other. */
function reduceAxes(
  node: Tensor<'sum' | 'max' | 'logSumExp'>,
  emission: Emission,
  reduce: (x: string, axis: number, keepdims: 0 | 1) => string,
): string {
  const { axes, keepdims } = node.attributes;
  return axes.toReversed().reduce((x, axis) => reduce(x, axis, keepdims ? 1 : 0), emission.value(node.inputs[0]!));
}
