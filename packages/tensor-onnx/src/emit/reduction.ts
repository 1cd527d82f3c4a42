import { type Dtype, sameShape, type Tensor } from '@noprior/tensor';
import { onnxElementType } from '../model/onnx-model.ts';
import type { Emission } from './emission.ts';

/** Terms that ONNX Runtime may add up in one float32 sum; longer axes are summed in blocks of this size first. */
const runtimeBlock = 1024;

/** Reduces one axis.
 *
 * @param shape  of x
 * @returns the name of the result, in which the axis has extent 1
 */
export type ReduceAxis = (x: string, shape: readonly number[], axis: number) => string;

/** What the chains of reductions need of a node. */
export type Reduction = Pick<Tensor<'sum' | 'max' | 'logSumExp'>, 'inputs' | 'attributes' | 'shape'>;

/** Sum over axes, one axis after the other, innermost first, long axes in blocks: float32 loses less that way. */
export function emitSum(node: Tensor<'sum'>, emission: Emission): string {
  return reduceAxes(node, emission, sumInBlocks(node.dtype, emission));
}

/** Sums along one axis, in float32 in blocks from four of them on. */
export function sumInBlocks(dtype: Dtype, emission: Emission, block: number = runtimeBlock): ReduceAxis {
  const sumAxis: ReduceAxis = (x, shape, axis) => {
    const extent = shape[axis]!;
    if (dtype !== 'float32' || extent < 4 * block) return reduceSum(x, axis, emission);
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
  return sumAxis;
}

/** Largest element over axes. ReduceMax drops NaN, so that is looked for separately: it alone does not equal itself. */
export function emitMax(node: Tensor<'max'>, emission: Emission): string {
  const x = emission.value(node.inputs[0]!);
  const ordered = emission.add('Cast', [emission.add('Equal', [x, x])], {
    to: { integer: onnxElementType[node.dtype] },
  });
  const allOrdered = emission.add('Cast', [reduceAxes(node, emission, reduceBy('ReduceMin', emission), ordered)], {
    to: { integer: onnxElementType.bool },
  });
  const largest = reduceAxes(node, emission, reduceBy('ReduceMax', emission), x);
  return emission.add('Where', [allOrdered, largest, emission.scalar(Number.NaN, node.dtype)]);
}

function reduceSum(x: string, axis: number, emission: Emission): string {
  return emission.add('ReduceSum', [x, emission.integers([axis])], { keepdims: { integer: 1 } });
}

/** Reductions whose axes are an attribute in operator set 17. */
export function reduceBy(opType: string, emission: Emission): ReduceAxis {
  return (x, _, axis) => emission.add(opType, [x], { axes: { integers: [axis] }, keepdims: { integer: 1 } });
}

/** A chain of reductions over single axes, from the last to the first, in the shape of the result. */
export function reduceAxes(
  { inputs, attributes, shape: resultShape }: Reduction,
  emission: Emission,
  reduce: ReduceAxis,
  from: string = emission.value(inputs[0]!),
): string {
  let x = from;
  let { shape } = inputs[0]!;
  for (const axis of attributes.axes.toReversed()) {
    x = reduce(x, shape, axis);
    shape = shape.with(axis, 1);
  }
  return sameShape(shape, resultShape) ? x : emission.add('Reshape', [x, emission.integers(resultShape)]);
}
