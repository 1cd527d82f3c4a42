import { makeTypedArray, type Shape, sizeOf, stridesOf, type Tensor, type TypedArray } from '@noprior/tensor';
import { stridedPositions } from './strided-positions.ts';

/** Elementwise kernel of one to three inputs with NumPy broadcasting. */
export function elementwise(
  node: Tensor,
  inputs: readonly TypedArray[],
  scalar: (...values: number[]) => number,
): TypedArray {
  const result = makeTypedArray(node.dtype, sizeOf(node.shape));
  const [a, b, c] = inputs.map((data, index) => ({ data, at: offsets(node.inputs[index]!.shape, node.shape) }));
  if (a === undefined) return result;
  if (b === undefined) {
    for (let i = 0; i < result.length; i++) result[i] = scalar(a.data[i]!);
  } else if (c === undefined) {
    for (let i = 0; i < result.length; i++) result[i] = scalar(a.data[a.at(i)]!, b.data[b.at(i)]!);
  } else {
    for (let i = 0; i < result.length; i++) {
      result[i] = scalar(a.data[a.at(i)]!, b.data[b.at(i)]!, c.data[c.at(i)]!);
    }
  }
  return result;
}

/** Position in an operand of the element that meets element `i` of the result. */
export function offsets(from: Shape, to: Shape): (i: number) => number {
  const size = sizeOf(from);
  if (size === sizeOf(to)) return (i) => i;
  if (size === 1) return () => 0;
  // A suffix of the result's shape repeats with its own period; that covers biases and rows.
  const padded = [...new Array<number>(to.length - from.length).fill(1), ...from];
  const lead = padded.findIndex((extent) => extent !== 1);
  if (padded.every((extent, axis) => axis < lead || extent === to[axis])) return (i) => i % size;
  const strides = stridesOf(padded).map((stride, axis) => (padded[axis] === 1 ? 0 : stride));
  const table = stridedPositions(to, strides);
  return (i) => table[i]!;
}
