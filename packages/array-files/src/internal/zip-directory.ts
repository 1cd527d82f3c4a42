import { definedOnly, FormatError, quoteText } from '@noprior/tensor';
import { type DirectoryRange, damaged, findDirectory, readUint64 } from './zip-end.ts';
import { zipFault } from './zip-fault.ts';

/** One file in a zip archive, as its central directory and its local header agree on it. */
export interface ZipEntry {
  readonly name: string;
  /** Stored as it is, or deflated; meaningless beside a fault. */
  readonly method: 'stored' | 'deflate';
  /** Why this file cannot be read, where the others can. */
  readonly fault?: string;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where the packed data begin in the archive. */
  readonly dataOffset: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const full32 = 0xffffffff;

/** List the files of a zip archive. Nothing is unpacked; every range is checked against the archive and the others.
 *
 * Bytes behind the end of the archive are passed over, as zip programs and numpy do. A file that is encrypted or packed by
 * another method than deflate is listed with its fault, so that the others can be read.
 *
 * @throws {FormatError} for truncated, split or inconsistent archives, names that come twice, and ranges that overlap
 * @see PKWARE APPNOTE 6.3, sections 4.3 to 4.5
 */
export function readZipDirectory(bytes: Uint8Array, place: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view, place);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let offset = directory.offset;
  for (let index = 0; index < directory.count; index++) {
    const where = `${place}: directory entry ${index}`;
    if (offset + 46 > directory.end || view.getUint32(offset, true) !== centralSignature) {
      throw new FormatError(
        `${where}: expected an entry at byte ${offset}; the archive is truncated or corrupt; copy or download it again`,
      );
    }
    const { entry, next } = readEntry(bytes, view, offset, directory, where);
    if (names.has(entry.name)) throw new FormatError(`${where}: the name ${quoteText(entry.name)} comes twice`);
    names.add(entry.name);
    entries.push(entry);
    offset = next;
  }
  if (offset !== directory.end) {
    throw new FormatError(`${place}: the directory ends at byte ${offset}, expected ${directory.end}; ${damaged}`);
  }
  checkOverlap(entries, place);
  return entries;
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  directory: DirectoryRange,
  where: string,
): { entry: ZipEntry; next: number } {
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  if (next > directory.end) throw new FormatError(`${where}: runs past the end of the directory`);
  const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
  const name = readName(nameBytes);
  const labelled = `${where} ${quoteText(name)}`;
  const method = view.getUint16(at + 10, true);
  const fault = zipFault(view.getUint16(at + 8, true), method);
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const [unpackedBytes, packedBytes, headerOffset] = withZip64(
    view,
    at + 46 + nameLength,
    extraLength,
    sizes,
    labelled,
  );
  const dataOffset =
    fault === undefined
      ? checkLocalHeader(bytes, view, headerOffset!, { method, nameBytes }, directory.offset, labelled)
      : headerOffset!;
  if (dataOffset + packedBytes! > directory.offset) {
    throw new FormatError(`${labelled}: its ${packedBytes} bytes from ${dataOffset} run into the directory`);
  }
  if (fault === undefined && method === 0 && packedBytes !== unpackedBytes) {
    throw new FormatError(`${labelled}: stored, but ${packedBytes} packed bytes against ${unpackedBytes} unpacked`);
  }
  const entry: ZipEntry = {
    name,
    method: method === 0 ? 'stored' : 'deflate',
    ...definedOnly({ fault }),
    crc: view.getUint32(at + 16, true),
    packedBytes: packedBytes!,
    unpackedBytes: unpackedBytes!,
    dataOffset,
  };
  return { entry, next };
}

/** Sizes and offset with the values that did not fit 32 bits taken from the zip64 extra field, in its fixed order. */
function withZip64(view: DataView, start: number, length: number, values: number[], where: string): number[] {
  if (!values.includes(full32)) return values;
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const end = at + 4 + view.getUint16(at + 2, true);
    let field = at + 4;
    if (end > start + length) break;
    return values.map((value) => {
      if (value !== full32) return value;
      if (field + 8 > end) throw new FormatError(`${where}: the zip64 field is too short`);
      field += 8;
      return readUint64(view, field - 8, where);
    });
  }
  throw new FormatError(`${where}: a size is beyond 32 bits, but there is no zip64 field`);
}

function checkLocalHeader(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  central: { readonly method: number; readonly nameBytes: Uint8Array },
  limit: number,
  where: string,
): number {
  if (at + 30 > limit || view.getUint32(at, true) !== localSignature) {
    throw new FormatError(`${where}: expected its local header at byte ${at}; ${damaged}`);
  }
  const nameLength = view.getUint16(at + 26, true);
  const name = bytes.subarray(at + 30, at + 30 + nameLength);
  const sameName = nameLength === central.nameBytes.length && name.every((byte, i) => byte === central.nameBytes[i]);
  if (!sameName || view.getUint16(at + 8, true) !== central.method) {
    throw new FormatError(`${where}: its local header at byte ${at} names another file or method`);
  }
  return at + 30 + nameLength + view.getUint16(at + 28, true);
}

/** A name as UTF-8, or byte by byte where it is none: names of arrays are ASCII, others are only shown. */
function readName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

function checkOverlap(entries: readonly ZipEntry[], place: string): void {
  const sorted = [...entries].sort((a, b) => a.dataOffset - b.dataOffset);
  for (const [index, entry] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && before.dataOffset + before.packedBytes > entry.dataOffset) {
      throw new FormatError(`${place}: the data of ${quoteText(before.name)} and ${quoteText(entry.name)} overlap`);
    }
  }
}
