import { type HostTensor, makeHostTensor, makeTypedArray, stridesOf } from '@noprior/tensor';
import { ByteBudget } from './internal/byte-budget.ts';
import { encodeElements } from './internal/element-types.ts';
import { checkTensor, tensorFromBytes } from './internal/tensor-bytes.ts';
import { asNumeric, parseNpyHeader } from './npy-header.ts';
import type { ReadOptions } from './read-options.ts';

/** Read a npy file (versions 1, 2 and 3, both byte orders, both memory orders).
 *
 * float32 and float16 become float32; float64, integers and booleans become float64.
 *
 * @returns tensor of the declared shape, row-major
 * @throws {FormatError} for any other dtype, a header that is not plain data, data that do not fill the shape, integers
 *   that float64 cannot hold, and arrays over `maxBytes`
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @example parseNpy(await readFile('x.npy')).shape // => [2, 3]
 */
export function parseNpy(bytes: Uint8Array, options: ReadOptions = {}): HostTensor {
  const place = `parseNpy: ${options.name ?? 'bytes'}`;
  const budget = new ByteBudget(bytes.length, options, 'parseNpy');
  const header = asNumeric(parseNpyHeader(bytes, place), place);
  const tensor = tensorFromBytes(bytes.subarray(header.dataOffset), header, { budget, passing: 0 }, place);
  return header.fortranOrder ? fromFortranOrder(tensor) : tensor;
}

/** Bytes of a npy file, the same that `numpy.save` writes: version 1, little-endian, row-major.
 *
 * @throws {ShapeError} unless the data fill the shape
 */
export function serializeNpy(tensor: HostTensor): Uint8Array<ArrayBuffer> {
  checkTensor(tensor, 'serializeNpy');
  const { shape } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  // Room for the first extent to grow to 21 digits in place, as numpy leaves it.
  const room = shape.length === 0 ? '' : ' '.repeat(21 - String(shape[0]).length);
  const descr = tensor.dtype === 'float32' ? '<f4' : '<f8';
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }${room}`;
  const padding = (64 - ((10 + fields.length + 1) % 64)) % 64;
  const text = `\x93NUMPY\x01\x00\x00\x00${fields}${' '.repeat(padding)}\n`;
  const data = encodeElements(tensor.data);
  const bytes = new Uint8Array(text.length + data.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  new DataView(bytes.buffer).setUint16(8, text.length - 10, true);
  bytes.set(data, text.length);
  return bytes;
}

/** Elements stored with the first axis fastest, as a row-major tensor of the same shape. */
function fromFortranOrder(tensor: HostTensor): HostTensor {
  const { shape } = tensor;
  if (shape.length < 2) return tensor;
  const rowMajor = stridesOf(shape);
  const values = makeTypedArray(tensor.dtype, tensor.data.length);
  const index = new Array<number>(shape.length).fill(0);
  let target = 0;
  for (let source = 0; source < values.length; source++) {
    values[target] = tensor.data[source]!;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis]!++;
      target += rowMajor[axis]!;
      if (index[axis]! < shape[axis]!) break;
      target -= rowMajor[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return makeHostTensor(values, shape);
}
