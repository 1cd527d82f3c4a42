import { makeTypedArray, sizeOf, stridesOf, type Tensor, type TypedArray } from '@noprior/tensor';
import { offsets } from './elementwise.ts';
import { stridedPositions } from './strided-positions.ts';

/** The same elements under another shape; they are shared, since tensors never change. */
export function reshape(_: Tensor<'reshape'>, x: TypedArray): TypedArray {
  return x;
}

/** Elements repeated along broadcast axes. */
export function broadcastTo(node: Tensor<'broadcastTo'>, x: TypedArray): TypedArray {
  const result = makeTypedArray(node.dtype, sizeOf(node.shape));
  const at = offsets(node.inputs[0]!.shape, node.shape);
  for (let i = 0; i < result.length; i++) result[i] = x[at(i)]!;
  return result;
}

/** Axes in another order. */
export function transpose(node: Tensor<'transpose'>, x: TypedArray): TypedArray {
  const strides = stridesOf(node.inputs[0]!.shape);
  const from = node.attributes.permutation.map((axis) => strides[axis]!);
  return gather(node, x, from, 0);
}

/** A box of elements. */
export function slice(node: Tensor<'slice'>, x: TypedArray): TypedArray {
  const strides = stridesOf(node.inputs[0]!.shape);
  const start = node.attributes.begin.reduce((total, begin, axis) => total + begin * strides[axis]!, 0);
  return gather(node, x, strides, start);
}

/** Tensors one behind the other along an axis. */
export function concat(node: Tensor<'concat'>, parts: readonly TypedArray[]): TypedArray {
  const { axis } = node.attributes;
  const result = makeTypedArray(node.dtype, sizeOf(node.shape));
  const rowLength = sizeOf(node.shape.slice(axis));
  const rows = sizeOf(node.shape.slice(0, axis));
  let begin = 0;
  parts.forEach((part, index) => {
    const length = sizeOf(node.inputs[index]!.shape.slice(axis));
    for (let row = 0; row < rows; row++) {
      result.set(part.subarray(row * length, (row + 1) * length), row * rowLength + begin);
    }
    begin += length;
  });
  return result;
}

/** Read elements through strides into row-major order. */
function gather(node: Tensor, x: TypedArray, strides: readonly number[], start: number): TypedArray {
  const positions = stridedPositions(node.shape, strides, start);
  const result = makeTypedArray(node.dtype, positions.length);
  for (let i = 0; i < result.length; i++) result[i] = x[positions[i]!]!;
  return result;
}
