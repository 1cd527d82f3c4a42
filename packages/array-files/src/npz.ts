import { DomainError, FormatError, type HostTensor, quoteText } from '@noprior/tensor';
import { type Zippable, zipSync } from 'fflate';
import { type ArrayFile, entryOf, readNamed } from './array-file.ts';
import { ByteBudget } from './internal/byte-budget.ts';
import { elementBytes } from './internal/element-types.ts';
import { checkRatio } from './internal/inflate.ts';
import { declaredSize, memoryBytes } from './internal/tensor-bytes.ts';
import { peekZipEntry, readZipEntry } from './internal/zip-contents.ts';
import { readZipDirectory, type ZipEntry } from './internal/zip-directory.ts';
import { parseNpy, serializeNpy } from './npy.ts';
import { asNumeric, type NpyHeader, npyHeaderBytes, npyHeaderEnd, parseNpyHeader } from './npy-header.ts';
import type { ReadOptions } from './read-options.ts';

/** How a npz archive is written. */
export interface NpzWriteOptions {
  /** Deflate the arrays, as `numpy.savez_compressed` does; by default they are stored, as `numpy.savez` does. */
  readonly compress?: boolean;
}

/** Bytes that hold the header of nearly every array. */
const usualHeaderBytes = 1024;

/** Longer headers that are read in one archive. Each costs up to 64 KiB; numpy writes none for arrays of numbers. */
const maxLongHeaders = 64;

/** Open a npz archive: a zip archive (stored or deflated, zip64 too) of npy files. Nothing is unpacked.
 *
 * Members that are no `.npy` files, and what macOS adds in `__MACOSX`, are passed over, as `numpy.load` does. An array is
 * unpacked when it is read, after its own header said how large it is.
 *
 * @throws {FormatError} for corrupt or truncated archives
 */
export function openNpz(bytes: Uint8Array, options: ReadOptions = {}): ArrayFile {
  const file = options.name ?? 'bytes';
  const budget = new ByteBudget(bytes.length, options, 'parseNpz');
  const entries = new Map<string, ZipEntry>();
  for (const entry of readZipDirectory(bytes, `parseNpz: ${file}`)) {
    if (isArray(entry.name)) entries.set(entry.name.slice(0, -'.npy'.length), entry);
  }
  const placeOf = (entry: ZipEntry): string => `parseNpz: ${file}, member ${quoteText(entry.name)}`;
  let longHeaders = 0;
  const headerOf = (entry: ZipEntry): NpyHeader => {
    const place = placeOf(entry);
    const beginning = peekZipEntry(bytes, entry, usualHeaderBytes, place);
    if (npyHeaderEnd(beginning) <= usualHeaderBytes) return parseNpyHeader(beginning, place);
    if (++longHeaders > maxLongHeaders) {
      throw new FormatError(
        `${place}: its header is longer than ${usualHeaderBytes} bytes, as those of ${maxLongHeaders} before it; write the archive again with numpy.savez`,
      );
    }
    return parseNpyHeader(peekZipEntry(bytes, entry, npyHeaderBytes, place), place);
  };
  const headers = new Map<string, NpyHeader>();
  const knownHeader = (name: string): NpyHeader => {
    const known = headers.get(name);
    if (known !== undefined) return known;
    const header = headerOf(entryOf(entries, name, `parseNpz: ${file}`));
    headers.set(name, header);
    return header;
  };
  return {
    format: 'npz',
    names: [...entries.keys()],
    metadata: Object.create(null),
    describe: knownHeader,
    read: (name) => {
      const entry = entryOf(entries, name, `parseNpz: ${file}`);
      const place = placeOf(entry);
      const header = asNumeric(knownHeader(name), place);
      const size = declaredSize(header.shape, place);
      // Where the sizes disagree nothing is read: the array is refused as soon as its bytes are counted.
      const agree = header.dataOffset + size * elementBytes(header.type) === entry.unpackedBytes;
      if (entry.method === 'deflate') checkRatio(entry.packedBytes, entry.unpackedBytes, place);
      const memory = agree ? memoryBytes(size, header.type) : 0;
      const passing = entry.method === 'stored' ? 0 : entry.unpackedBytes;
      budget.take(Math.max(memory, entry.unpackedBytes), passing, place);
      const contents = readZipEntry(bytes, entry, place);
      return parseNpy(contents, { name: `${file}, member ${quoteText(entry.name)}`, maxBytes: budget.limit });
    },
  };
}

/** Read a npz archive; see {@link openNpz} for what is passed over.
 *
 * @returns the arrays by name without `.npy`, in the order of the archive. The record has no prototype, so that a name
 *   such as `__proto__` is a name like any other.
 * @throws {FormatError} for corrupt or truncated archives, arrays of text or objects, and more than `maxBytes` in all
 * @see https://numpy.org/doc/stable/reference/generated/numpy.savez.html
 * @example Object.keys(parseNpz(await readFile('xy.npz'))) // => ['x', 'y']
 */
export function parseNpz(bytes: Uint8Array, options: ReadOptions = {}): Record<string, HostTensor> {
  return readNamed(openNpz(bytes, options)).arrays;
}

function isArray(name: string): boolean {
  return name.endsWith('.npy') && !/(^|\/)(__MACOSX\/|\._)/.test(name);
}

/** Bytes of a npz archive that `numpy.load` reads. The same arrays give the same bytes: names are sorted, dates fixed.
 *
 * @throws {ShapeError} if the data of a tensor do not fill its shape
 * @throws {DomainError} for an empty name, a name with a zero character, and more than 4 GiB (zip64 is not written)
 */
export function serializeNpz(
  arrays: Readonly<Record<string, HostTensor>>,
  options: NpzWriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const members: Zippable = Object.create(null);
  let total = 0;
  for (const name of Object.keys(arrays).sort()) {
    if (name === '' || name.includes('\0')) {
      throw new DomainError(`serializeNpz: ${quoteText(name)} cannot name an array`);
    }
    const tensor = arrays[name]!;
    total += tensor.data.byteLength + 2 * name.length + 1024;
    if (total > 0xffffffff) {
      throw new DomainError(`serializeNpz: the arrays take more than 4 GiB; write several archives or safetensors`);
    }
    members[`${name}.npy`] = serializeNpy(tensor);
  }
  return zipSync(members, { level: options.compress === true ? 6 : 0, mtime: new Date(1980, 0, 1) });
}
