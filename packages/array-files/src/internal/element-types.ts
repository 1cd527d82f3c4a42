import { type Dtype, FormatError, makeTypedArray, type TypedArray } from '@noprior/tensor';
import { bfloat16ToNumber, float16ToNumber } from './small-floats.ts';

/** Element types that files may hold. All of them are read; only the two of a HostTensor are written. */
export type ElementType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

/** How one element type is read: its size in the file and the dtype that holds it without loss. */
interface ElementRule {
  readonly bytes: number;
  readonly dtype: Dtype;
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number;
}

/** Size in the file and reading rule of every element type. `read` returns NaN for what has no exact float64 value. */
const elementRules: Readonly<Record<ElementType, ElementRule>> = {
  float64: { bytes: 8, dtype: 'float64', read: (view, offset, little) => view.getFloat64(offset, little) },
  float32: { bytes: 4, dtype: 'float32', read: (view, offset, little) => view.getFloat32(offset, little) },
  float16: { bytes: 2, dtype: 'float32', read: (view, at, little) => float16ToNumber(view.getUint16(at, little)) },
  bfloat16: { bytes: 2, dtype: 'float32', read: (view, at, little) => bfloat16ToNumber(view.getUint16(at, little)) },
  int8: { bytes: 1, dtype: 'float64', read: (view, offset) => view.getInt8(offset) },
  int16: { bytes: 2, dtype: 'float64', read: (view, offset, little) => view.getInt16(offset, little) },
  int32: { bytes: 4, dtype: 'float64', read: (view, offset, little) => view.getInt32(offset, little) },
  int64: { bytes: 8, dtype: 'float64', read: (view, at, little) => exactInteger(view.getBigInt64(at, little)) },
  uint8: { bytes: 1, dtype: 'float64', read: (view, offset) => view.getUint8(offset) },
  uint16: { bytes: 2, dtype: 'float64', read: (view, offset, little) => view.getUint16(offset, little) },
  uint32: { bytes: 4, dtype: 'float64', read: (view, offset, little) => view.getUint32(offset, little) },
  uint64: { bytes: 8, dtype: 'float64', read: (view, at, little) => exactInteger(view.getBigUint64(at, little)) },
  bool: { bytes: 1, dtype: 'float64', read: (view, offset) => exactBoolean(view.getUint8(offset)) },
};

/** Bytes of one element in the file. */
export function elementBytes(type: ElementType): number {
  return elementRules[type].bytes;
}

/** The dtype that elements of this type are read into. */
export function elementDtype(type: ElementType): Dtype {
  return elementRules[type].dtype;
}

/** Elements of a file as numbers.
 *
 * @param bytes  exactly the elements, in any alignment
 * @param place  file and array, for messages
 * @throws {FormatError} for an integer beyond 2^53 and for a boolean other than 0 and 1
 */
export function decodeElements(bytes: Uint8Array, type: ElementType, littleEndian: boolean, place: string): TypedArray {
  const rule = elementRules[type];
  const count = bytes.length / rule.bytes;
  const values = makeTypedArray(rule.dtype, count);
  const isFloat = type === 'float64' || type === 'float32';
  if (isFloat && littleEndian && isLittleEndianHost()) {
    new Uint8Array(values.buffer).set(bytes);
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mayFail = type === 'int64' || type === 'uint64' || type === 'bool';
  for (let index = 0; index < count; index++) {
    const value = rule.read(view, index * rule.bytes, littleEndian);
    if (mayFail && Number.isNaN(value)) {
      const expected = type === 'bool' ? '0 or 1' : 'an integer from -2^53 to 2^53, which float64 holds exactly';
      throw new FormatError(`${place}: element ${index} of type ${type} is not ${expected}`);
    }
    values[index] = value;
  }
  return values;
}

/** Elements as little-endian bytes. */
export function encodeElements(values: TypedArray): Uint8Array<ArrayBuffer> {
  if (isLittleEndianHost()) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  }
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  const isFloat32 = values instanceof Float32Array;
  for (let index = 0; index < values.length; index++) {
    if (isFloat32) view.setFloat32(index * 4, values[index]!, true);
    else view.setFloat64(index * 8, values[index]!, true);
  }
  return bytes;
}

function isLittleEndianHost(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

function exactInteger(value: bigint): number {
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : Number.NaN;
}

function exactBoolean(value: number): number {
  return value <= 1 ? value : Number.NaN;
}
