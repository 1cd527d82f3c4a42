import { makeTypedArray, sizeOf, stridesOf, type Tensor, type TypedArray } from '@noprior/tensor';
import { stridedPositions } from './strided-positions.ts';

/** Sum over axes, accumulated in float64. */
export function sum(node: Tensor<'sum'>, x: TypedArray): TypedArray {
  return fold(node, x, 0, (total, value) => total + value);
}

/** Largest element over axes; -infinity over an empty axis, NaN where there is one. */
export function max(node: Tensor<'max'>, x: TypedArray): TypedArray {
  return fold(node, x, Number.NEGATIVE_INFINITY, (largest, value) => Math.max(largest, value));
}

/** ln sum e^x over axes, shifted by the largest element. */
export function logSumExp(node: Tensor<'logSumExp'>, x: TypedArray): TypedArray {
  const target = targets(node);
  const size = sizeOf(node.shape);
  const largest = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.length; i++) largest[target[i]!] = Math.max(largest[target[i]!]!, x[i]!);
  const total = new Float64Array(size);
  for (let i = 0; i < x.length; i++) {
    const shift = largest[target[i]!]!;
    total[target[i]!]! += Number.isFinite(shift) ? Math.exp(x[i]! - shift) : 0;
  }
  const result = makeTypedArray(node.dtype, size);
  for (let i = 0; i < size; i++) {
    result[i] = Number.isFinite(largest[i]!) ? largest[i]! + Math.log(total[i]!) : largest[i]!;
  }
  return result;
}

function fold(
  node: Tensor<'sum' | 'max'>,
  x: TypedArray,
  start: number,
  combine: (accumulated: number, value: number) => number,
): TypedArray {
  const target = targets(node);
  const accumulated = new Float64Array(sizeOf(node.shape)).fill(start);
  for (let i = 0; i < x.length; i++) accumulated[target[i]!] = combine(accumulated[target[i]!]!, x[i]!);
  return node.dtype === 'float64' ? accumulated : Float32Array.from(accumulated);
}

/** For each element of the input, its position in the result. */
function targets(node: Tensor<'sum' | 'max' | 'logSumExp'>): Int32Array {
  const { shape } = node.inputs[0]!;
  const { axes } = node.attributes;
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const strides = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  return stridedPositions(shape, strides);
}
