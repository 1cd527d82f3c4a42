import { FormatError } from '@noprior/tensor';
import { crc32 } from '../crc32.ts';
import { inflateBeginning, inflateExactly } from './inflate.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Unpacked bytes of one file in a zip archive, with length and CRC-32 checked. Stored files are not copied.
 *
 * The declared length is compared with what the packed bytes can unpack to before memory is taken for it.
 *
 * @throws {FormatError} if the file cannot be read, or its data are corrupt or have another length or checksum than declared
 */
export function readZipEntry(archive: Uint8Array, entry: ZipEntry, place: string): Uint8Array {
  const packed = packedBytes(archive, entry, place);
  const unpacked = entry.method === 'stored' ? packed : inflateExactly(packed, entry.unpackedBytes, place);
  const crc = crc32(unpacked);
  if (crc !== entry.crc) {
    throw new FormatError(`${place}: CRC-32 is ${hex(crc)}, expected ${hex(entry.crc)}; the data are corrupt`);
  }
  return unpacked;
}

/** The first bytes of one file in a zip archive, unchecked: `size` of them, or all if it has fewer.
 *
 * @throws {FormatError} if the file cannot be read
 */
export function peekZipEntry(archive: Uint8Array, entry: ZipEntry, size: number, place: string): Uint8Array {
  const packed = packedBytes(archive, entry, place);
  return entry.method === 'stored' ? packed.subarray(0, size) : inflateBeginning(packed, size, place);
}

function packedBytes(archive: Uint8Array, entry: ZipEntry, place: string): Uint8Array {
  if (entry.fault !== undefined) throw new FormatError(`${place}: ${entry.fault}`);
  return archive.subarray(entry.dataOffset, entry.dataOffset + entry.packedBytes);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
