import { FormatError, quoteText } from '@noprior/tensor';
import type { ElementType } from './internal/element-types.ts';
import { type PythonLiteral, parsePythonLiteral } from './internal/python-literal.ts';
import { checkRank } from './internal/tensor-bytes.ts';

/** What the header of a npy file says. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Elements as they lie in the file; text, objects and other types cannot be read as numbers. */
  readonly type: ArrayType;
  /** The dtype as the header writes it, for messages. */
  readonly descr: string;
  readonly littleEndian: boolean;
  /** Whether the first axis varies fastest. */
  readonly fortranOrder: boolean;
  /** Byte at which the elements begin. */
  readonly dataOffset: number;
}

/** What the elements of an array in a file are: numbers, or one of the kinds that are not read. */
export type ArrayType = ElementType | 'text' | 'object' | 'other';

/** Whether elements of this type are read as numbers. */
export function isNumeric(type: ArrayType): type is ElementType {
  return type !== 'text' && type !== 'object' && type !== 'other';
}

/** Bytes from the beginning of a npy file that hold the longest header that is read. */
export const npyHeaderBytes: number = 12 + 65_536;

/** The longest header that is read. A header without structured types needs a few hundred bytes at most. */
const maxHeaderBytes = 65_536;

const descriptors: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['f2', 'float16'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['b1', 'bool'],
]);

/** Whether bytes begin as a npy file does. */
export function hasNpyMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';
}

/** Where the header of a npy file says that it ends; 0 for bytes that do not get so far. */
export function npyHeaderEnd(bytes: Uint8Array): number {
  if (bytes.length < 12) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

/** Read the header of a npy file of version 1, 2 or 3. The header is parsed as data, never evaluated.
 *
 * @param bytes  the file, or at least its header
 * @param place  file name, for messages
 * @throws {FormatError} for anything but a complete header
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function parseNpyHeader(bytes: Uint8Array, place: string): NpyHeader {
  if (!hasNpyMagic(bytes)) throw new FormatError(`${place}: expected a npy file, but the magic bytes are missing`);
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3 || bytes[7] !== 0) {
    throw new FormatError(`${place}: expected npy version 1.0, 2.0 or 3.0, got ${version}.${bytes[7] ?? '?'}`);
  }
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw new FormatError(`${place}: truncated within the first ${start} bytes of the header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maxHeaderBytes) {
    throw new FormatError(`${place}: header of ${length} bytes, more than the ${maxHeaderBytes} that are read`);
  }
  if (bytes.length < start + length) {
    throw new FormatError(
      `${place}: header of ${length} bytes is truncated, the file ends ${bytes.length - start} bytes into it`,
    );
  }
  const text = String.fromCharCode(...bytes.subarray(start, start + length));
  return { ...readFields(parsePythonLiteral(text, `${place}: header`), place), dataOffset: start + length };
}

function readFields(header: PythonLiteral, place: string): Omit<NpyHeader, 'dataOffset'> {
  if (!(header instanceof Map)) throw new FormatError(`${place}: the header is not a dictionary`);
  const keys = [...header.keys()].sort().join(', ');
  if (keys !== 'descr, fortran_order, shape') {
    throw new FormatError(`${place}: expected the header keys descr, fortran_order, shape, got ${keys || 'none'}`);
  }
  const fortranOrder = header.get('fortran_order');
  if (typeof fortranOrder !== 'boolean') throw new FormatError(`${place}: fortran_order is not True or False`);
  const shape = header.get('shape');
  if (!Array.isArray(shape)) throw new FormatError(`${place}: shape is not a tuple of integers`);
  const extents = shape.map((extent) => {
    if (typeof extent !== 'number' || extent < 0)
      throw new FormatError(`${place}: shape holds a negative or non-integer extent`);
    return extent;
  });
  checkRank(extents, place);
  return { shape: extents, fortranOrder, ...readDescriptor(header.get('descr')) };
}

function readDescriptor(descr: PythonLiteral | undefined): Pick<NpyHeader, 'type' | 'littleEndian' | 'descr'> {
  if (typeof descr !== 'string') return { type: 'other', littleEndian: true, descr: 'structured' };
  const order = descr[0];
  const kind = descr[1];
  const type = descriptors.get(descr.slice(1));
  const orderFits = order === '<' || order === '>' || order === '=' || (order === '|' && descr.endsWith('1'));
  if (type !== undefined && orderFits) return { type, littleEndian: order !== '>', descr };
  const isText = kind === 'U' || kind === 'S' || kind === 'a';
  return { type: kind === 'O' ? 'object' : isText ? 'text' : 'other', littleEndian: true, descr };
}

/** The header with the type of its numbers.
 *
 * @throws {FormatError} for arrays of anything but numbers, naming the dtype
 */
export function asNumeric(header: NpyHeader, place: string): NpyHeader & { readonly type: ElementType } {
  const { type, descr } = header;
  if (isNumeric(type)) return { ...header, type };
  if (descr === 'structured') {
    throw new FormatError(`${place}: structured dtypes are not read; save one plain numeric array per field`);
  }
  const shown = `'${quoteText(descr).slice(1, -1)}'`;
  if (type === 'object') {
    throw new FormatError(
      `${place}: dtype object (${shown}) is not read, since it holds pickled Python; save a numeric array`,
    );
  }
  const expected = `expected one of ${[...descriptors.keys()].join(', ')} after <, > or |`;
  const what = type === 'text' ? `dtype ${shown} is not read, since it is text` : `dtype ${shown} is not read`;
  throw new FormatError(`${place}: ${what}; ${expected}`);
}
