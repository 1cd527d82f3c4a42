import { type Dtype, makeTypedArray, type TypedArray } from './dtype.ts';
import { ShapeError } from './errors/shape-error.ts';
import { checkShape, formatShape, type Shape, sizeOf } from './shape.ts';

/** A tensor in the memory of the host: row-major elements with their shape and dtype. */
export interface HostTensor {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly data: TypedArray;
}

/** Nested numbers, as `[[1, 2], [3, 4]]`. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Wrap row-major elements without copying; a plain array of numbers is copied as float64.
 *
 * @throws {ShapeError} unless `data` holds exactly the elements of `shape`
 * @example makeHostTensor(new Float32Array([1, 2, 3, 4]), [2, 2]).dtype // => 'float32'
 */
export function makeHostTensor(data: TypedArray | readonly number[], shape: Shape): HostTensor {
  const array = data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data);
  if (array.length !== sizeOf(checkShape(shape, 'makeHostTensor'))) {
    throw new ShapeError(`makeHostTensor: ${array.length} elements do not fill the shape ${formatShape(shape)}`);
  }
  return { shape: [...shape], dtype: array instanceof Float32Array ? 'float32' : 'float64', data: array };
}

/** Nested arrays of numbers to a tensor.
 *
 * @throws {ShapeError} if the nesting is ragged
 * @example fromNested([[1, 2], [3, 4]]).shape // => [2, 2]
 */
export function fromNested(values: NestedNumbers, dtype: Dtype = 'float64'): HostTensor {
  const shape: number[] = [];
  for (let level = values; typeof level !== 'number'; level = level[0]!) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = makeTypedArray(dtype, sizeOf(shape));
  let offset = 0;
  const fill = (level: NestedNumbers, axis: number): void => {
    if (typeof level === 'number') {
      if (axis !== shape.length) throw new ShapeError('fromNested: the nesting is ragged');
      data[offset++] = level;
      return;
    }
    if (level.length !== shape[axis]) throw new ShapeError('fromNested: the nesting is ragged');
    for (const item of level) fill(item, axis + 1);
  };
  fill(values, 0);
  return makeHostTensor(data, shape);
}

/** The same numbers in another dtype; the tensor itself where the dtype is already right. */
export function toHostDtype(tensor: HostTensor, dtype: Dtype): HostTensor {
  if (tensor.dtype === dtype) return tensor;
  const data = dtype === 'float32' ? Float32Array.from(tensor.data) : Float64Array.from(tensor.data);
  return makeHostTensor(data, tensor.shape);
}

/** A scalar or a tensor filled with one value.
 *
 * @throws {ShapeError} unless the extents are integers from 0
 * @example fillHostTensor(0.5, []).data[0] // => 0.5
 */
export function fillHostTensor(value: number, shape: Shape, dtype: Dtype = 'float64'): HostTensor {
  return makeHostTensor(makeTypedArray(dtype, sizeOf(checkShape(shape, 'fillHostTensor'))).fill(value), shape);
}
