/** Element types of tensors. Boolean masks are numbers 0 and 1 of the same dtype. */
export type Dtype = 'float32' | 'float64';

/** The typed array that holds elements of a {@link Dtype} on the host. */
export type TypedArray = Float32Array | Float64Array;

/** Every {@link Dtype}. */
export const dtypes: readonly Dtype[] = ['float32', 'float64'];

/** A zero-filled typed array of `length` elements. */
export function makeTypedArray(dtype: Dtype, length: number): TypedArray {
  return dtype === 'float32' ? new Float32Array(length) : new Float64Array(length);
}
