import { FormatError, quoteText } from '@noprior/tensor';
import { type ElementType, elementBytes } from './internal/element-types.ts';
import { checkRank, declaredSize } from './internal/tensor-bytes.ts';
import { parseStrictJson } from './strict-json.ts';

/** One tensor as the header of a safetensors file describes it. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Range of bytes in the data, which begin at `dataOffset` in the file. */
  readonly begin: number;
  readonly end: number;
}

/** The header of a safetensors file: tensors in the order of their bytes. */
export interface SafetensorsHeader {
  readonly tensors: readonly SafetensorsEntry[];
  readonly metadata: Record<string, string>;
  readonly dataOffset: number;
}

/** The longest header that is read: 100 MB, the limit of the format's own library. */
const maxHeaderBytes = 100_000_000;

/** The most fields of metadata that are read. */
const maxMetadata = 10_000;

const elementTypes: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['I32', 'int32'],
  ['I64', 'int64'],
  ['U8', 'uint8'],
  ['U16', 'uint16'],
  ['U32', 'uint32'],
  ['U64', 'uint64'],
  ['BOOL', 'bool'],
]);

/** Whether bytes begin as a safetensors file does: a header length that may be, then a brace. */
export function hasSafetensorsMagic(bytes: Uint8Array): boolean {
  return bytes.length >= 10 && bytes[8] === 0x7b && headerLength(bytes) <= bytes.length - 8;
}

/** Read and check the header of a safetensors file.
 *
 * @param bytes  the whole file, since the ranges must fill it exactly
 * @param place  file name, for messages
 * @throws {FormatError} for anything that does not follow the format
 */
export function parseSafetensorsHeader(bytes: Uint8Array, place: string): SafetensorsHeader {
  if (bytes.length < 8) throw new FormatError(`${place}: ${bytes.length} bytes, too short for a safetensors file`);
  const length = headerLength(bytes);
  if (length > maxHeaderBytes) {
    throw new FormatError(`${place}: header of ${length} bytes, more than the ${maxHeaderBytes} that are read`);
  }
  if (length > bytes.length - 8) {
    throw new FormatError(
      `${place}: header of ${length} bytes, but only ${bytes.length - 8} follow; the file is truncated: copy or download it again`,
    );
  }
  const header = asObject(parseJson(bytes.subarray(8, 8 + length), place), `${place}: the header`);
  const metadata: Record<string, string> = Object.create(null);
  const tensors: SafetensorsEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, metadata, place);
    else tensors.push(readEntry(name, value, `${place}, tensor ${quoteText(name)}`));
  }
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkRanges(tensors, bytes.length - 8 - length, place);
  return { tensors, metadata, dataOffset: 8 + length };
}

function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

function parseJson(bytes: Uint8Array, place: string): unknown {
  if (bytes[0] !== 0x7b) throw new FormatError(`${place}: the header does not begin with {`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`${place}: the header is not valid UTF-8 JSON`, { cause });
  }
  return parseStrictJson(text, `${place}: the header`, 'is not valid UTF-8 JSON');
}

function asObject(value: unknown, what: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new FormatError(`${what} is not an object`);
}

function readMetadata(value: unknown, metadata: Record<string, string>, place: string): void {
  const entries = Object.entries(asObject(value, `${place}: __metadata__`));
  if (entries.length > maxMetadata) {
    throw new FormatError(`${place}: ${entries.length} fields of metadata, more than the ${maxMetadata} that are read`);
  }
  for (const [key, text] of entries) {
    if (typeof text !== 'string') {
      throw new FormatError(
        `${place}: metadata ${quoteText(key)} is not text but ${nameKind(text)}; the format allows text only`,
      );
    }
    metadata[key] = text;
  }
}

/** What a JSON value is, where it should be text. */
function nameKind(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`.replace('a object', 'an object');
}

function readEntry(name: string, value: unknown, place: string): SafetensorsEntry {
  const fields = new Map<string, unknown>(Object.entries(asObject(value, place)));
  const keys = [...fields.keys()].sort();
  if (keys.join() !== 'data_offsets,dtype,shape') {
    const came = keys.slice(0, 5).map(quoteText).join(', ') || 'none';
    throw new FormatError(`${place}: expected the keys data_offsets, dtype, shape, got ${came}`);
  }
  const type = elementTypes.get(fields.get('dtype'));
  if (type === undefined) {
    const dtype = fields.get('dtype');
    throw new FormatError(
      `${place}: dtype ${typeof dtype === 'string' ? quoteText(dtype) : nameKind(dtype)} is not read; expected one of ${[...elementTypes.keys()].join(', ')}`,
    );
  }
  const shape = readCounts(fields.get('shape'), `${place}: shape`);
  checkRank(shape, place);
  const [begin, end, ...more] = readCounts(fields.get('data_offsets'), `${place}: data_offsets`);
  if (begin === undefined || end === undefined || more.length > 0 || end < begin) {
    throw new FormatError(`${place}: data_offsets must be [begin, end] with begin <= end`);
  }
  const expected = declaredSize(shape, place) * elementBytes(type);
  if (end - begin !== expected) {
    throw new FormatError(
      `${place}: shape [${shape.join(', ')}] of ${type} takes ${expected} bytes, but its range has ${end - begin}`,
    );
  }
  return { name, type, shape, begin, end };
}

function readCounts(value: unknown, place: string): number[] {
  const isCount = (item: unknown): item is number =>
    typeof item === 'number' && Number.isSafeInteger(item) && item >= 0;
  if (Array.isArray(value) && value.every(isCount)) return value;
  throw new FormatError(`${place} is not a list of non-negative integers`);
}

function checkRanges(tensors: readonly SafetensorsEntry[], dataBytes: number, place: string): void {
  let position = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== position) {
      const fault = begin < position ? 'overlaps the tensor before it' : 'leaves a gap';
      throw new FormatError(
        `${place}, tensor ${quoteText(name)}: begins at byte ${begin} of the data, expected ${position}; it ${fault}`,
      );
    }
    position = end;
  }
  if (position !== dataBytes) {
    const fault =
      position > dataBytes ? 'the file is truncated: copy or download it again' : 'there are trailing bytes';
    throw new FormatError(`${place}: the tensors take ${position} bytes, the file has ${dataBytes}; ${fault}`);
  }
}
