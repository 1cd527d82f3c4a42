import { DomainError, type HostTensor, quoteText } from '@noprior/tensor';
import { type ArrayFile, entryOf, type NamedArrays, readNamed } from './array-file.ts';
import { ByteBudget } from './internal/byte-budget.ts';
import { encodeElements } from './internal/element-types.ts';
import { checkTensor, tensorFromBytes } from './internal/tensor-bytes.ts';
import type { ReadOptions } from './read-options.ts';
import { parseSafetensorsHeader } from './safetensors-header.ts';

/** Open a safetensors file: its header is read and checked, its arrays are not.
 *
 * F32, F16 and BF16 become float32; F64, integers and BOOL become float64.
 *
 * @throws {FormatError} for a header over 100 MB or over the file's end, a header that is not the expected JSON or says a
 *   name twice, ranges with gaps, overlaps or other lengths than their shapes, and other dtypes
 * @see https://github.com/huggingface/safetensors#format
 */
export function openSafetensors(bytes: Uint8Array, options: ReadOptions = {}): ArrayFile {
  const place = `parseSafetensors: ${options.name ?? 'bytes'}`;
  const budget = new ByteBudget(bytes.length, options, 'parseSafetensors');
  const header = parseSafetensorsHeader(bytes, place);
  const entries = new Map(header.tensors.map((entry) => [entry.name, entry]));
  return {
    format: 'safetensors',
    names: [...entries.keys()],
    metadata: header.metadata,
    describe: (name) => entryOf(entries, name, place),
    read: (name) => {
      const entry = entryOf(entries, name, place);
      const range = bytes.subarray(header.dataOffset + entry.begin, header.dataOffset + entry.end);
      const charge = { budget, passing: 0 };
      return tensorFromBytes(range, { ...entry, littleEndian: true }, charge, `${place}, tensor ${quoteText(name)}`);
    },
  };
}

/** Read a safetensors file; see {@link openSafetensors}.
 *
 * @throws {FormatError} as that, and for integers that float64 cannot hold and more than `maxBytes` in all
 * @example parseSafetensors(await readFile('model.safetensors')).arrays['layers.0.weight']
 */
export function parseSafetensors(bytes: Uint8Array, options: ReadOptions = {}): NamedArrays {
  return readNamed(openSafetensors(bytes, options));
}

/** Bytes of a safetensors file. The same arrays and metadata give the same bytes.
 *
 * float64 tensors come first, then float32, by name within each, and the header is padded with spaces to a multiple of
 * 8 bytes: so every tensor begins at a multiple of its element size.
 *
 * @throws {ShapeError} if the data of a tensor do not fill its shape
 * @throws {DomainError} for a tensor named `__metadata__`, which the format reserves
 */
export function serializeSafetensors(
  arrays: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(arrays).sort();
  const ordered = [
    ...names.filter((name) => arrays[name]!.dtype === 'float64'),
    ...names.filter((name) => arrays[name]!.dtype === 'float32'),
  ];
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) fields.push(`"__metadata__":${stringifySorted(metadata)}`);
  let offset = 0;
  for (const name of ordered) {
    if (name === '__metadata__') {
      throw new DomainError('serializeSafetensors: the format reserves the name __metadata__; rename the tensor');
    }
    const tensor = arrays[name]!;
    checkTensor(tensor, `serializeSafetensors: tensor ${JSON.stringify(name)}`);
    const end = offset + tensor.data.byteLength;
    const dtype = tensor.dtype === 'float64' ? 'F64' : 'F32';
    fields.push(
      `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape: tensor.shape, data_offsets: [offset, end] })}`,
    );
    offset = end;
  }
  const header = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8, 8 + headerBytes);
  bytes.set(header, 8);
  let at = 8 + headerBytes;
  for (const name of ordered) {
    bytes.set(encodeElements(arrays[name]!.data), at);
    at += arrays[name]!.data.byteLength;
  }
  return bytes;
}

function stringifySorted(metadata: Readonly<Record<string, string>>): string {
  const fields = Object.keys(metadata)
    .sort()
    .map((key) => {
      const value: unknown = metadata[key];
      if (typeof value !== 'string') {
        throw new DomainError(
          `serializeSafetensors: metadata ${JSON.stringify(key)} must be text, got ${typeof value}`,
        );
      }
      return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    });
  return `{${fields.join(',')}}`;
}
