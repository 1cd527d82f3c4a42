import { sameShape, type Tensor } from '@noprior/tensor';
import { onnxElementType } from '../model/onnx-model.ts';
import type { Emission } from './emission.ts';

/** Terms that ONNX Runtime may add up in one float32 sum; longer axes are summed in blocks of this size first. */
const block = 1024;

/** Reduces one axis.
 *
 * @param shape  of x
 * @returns the name of the result, in which the axis has extent 1
 */
type ReduceAxis = (x: string, shape: readonly number[], axis: number) => string;

/** Sum over axes, one axis after the other, innermost first, long axes in blocks: float32 loses less that way. */
export function emitSum(node: Tensor<'sum'>, emission: Emission): string {
  const sumAxis: ReduceAxis = (x, shape, axis) => {
    const extent = shape[axis]!;
    if (node.dtype !== 'float32' || extent < 4 * block) return reduceSum(x, axis, emission);
    const blocks = Math.floor(extent / block);
    const cut = (begin: number, end: number): string =>
      emission.add('Slice', [x, emission.integers([begin]), emission.integers([end]), emission.integers([axis])]);
    const whole = extent === blocks * block ? x : cut(0, blocks * block);
    const inBlocks = emission.add('Reshape', [
      whole,
      emission.integers([...shape.slice(0, axis), blocks, block, ...shape.slice(axis + 1)]),
    ]);
    const partial = emission.add('Reshape', [
      reduceSum(inBlocks, axis + 1, emission),
      emission.integers(shape.with(axis, blocks)),
    ]);
    const total = sumAxis(partial, shape.with(axis, blocks), axis);
    if (extent === blocks * block) return total;
    return emission.add('Add', [total, reduceSum(cut(blocks * block, extent), axis, emission)]);
  };
  return reduceAxes(node, emission, sumAxis);
}

/** Largest element over axes. ReduceMax drops NaN, so that is looked for separately. */
export function emitMax(node: Tensor<'max'>, emission: Emission): string {
  const reduceMax: ReduceAxis = (x, _, axis) => emission.add('ReduceMax', [x], singleAxis(axis));
  const x = emission.value(node.inputs[0]!);
  const nanMask = emission.add('Cast', [emission.add('IsNaN', [x])], { to: { integer: onnxElementType[node.dtype] } });
  const anyNaN = emission.add('Cast', [reduceAxes(node, emission, reduceMax, nanMask)], {
    to: { integer: onnxElementType.bool },
  });
  return emission.add('Where', [
    anyNaN,
    emission.scalar(Number.NaN, node.dtype),
    reduceAxes(node, emission, reduceMax, x),
  ]);
}

/** ln sum e^x over axes. */
export function emitLogSumExp(node: Tensor<'logSumExp'>, emission: Emission): string {
  return reduceAxes(node, emission, (x, _, axis) => emission.add('ReduceLogSumExp', [x], singleAxis(axis)));
}

function reduceSum(x: string, axis: number, emission: Emission): string {
  return emission.add('ReduceSum', [x, emission.integers([axis])], { keepdims: { integer: 1 } });
}

function singleAxis(axis: number) {
  return { axes: { integers: [axis] }, keepdims: { integer: 1 } };
}

/** A chain of reductions over single axes, from the last to the first, in the shape of the node. */
function reduceAxes(
  node: Tensor<'sum' | 'max' | 'logSumExp'>,
  emission: Emission,
  reduce: ReduceAxis,
  from: string = emission.value(node.inputs[0]!),
): string {
  let x = from;
  let { shape } = node.inputs[0]!;
  for (const axis of node.attributes.axes.toReversed()) {
    x = reduce(x, shape, axis);
    shape = shape.with(axis, 1);
  }
  return sameShape(shape, node.shape) ? x : emission.add('Reshape', [x, emission.integers(node.shape)]);
}
