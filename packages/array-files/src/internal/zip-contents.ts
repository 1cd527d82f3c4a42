import { FormatError } from '@noprior/tensor';
import { inflateSync } from 'fflate';
import { crc32 } from '../crc32.ts';
import type { ZipEntry } from './zip-directory.ts';

/** No deflate stream can unpack to more bytes than this for each packed byte. */
const largestDeflateRatio = 1032;

/** Unpacked bytes of one file in a zip archive, with length and CRC-32 checked. Stored files are not copied.
 *
 * The declared length is compared with what the packed bytes can unpack to before memory is taken for it.
 *
 * @throws {FormatError} if the data are corrupt or have another length or checksum than declared
 */
export function readZipEntry(archive: Uint8Array, entry: ZipEntry, place: string): Uint8Array {
  const packed = archive.subarray(entry.dataOffset, entry.dataOffset + entry.packedBytes);
  const unpacked = entry.method === 'stored' ? packed : inflate(packed, entry.unpackedBytes, place);
  const crc = crc32(unpacked);
  if (crc !== entry.crc) {
    throw new FormatError(`${place}: CRC-32 is ${hex(crc)}, expected ${hex(entry.crc)}; the data are corrupt`);
  }
  return unpacked;
}

function inflate(packed: Uint8Array, size: number, place: string): Uint8Array {
  if (size > packed.length * largestDeflateRatio) {
    throw new FormatError(`${place}: ${packed.length} packed bytes cannot unpack to the declared ${size}`);
  }
  let unpacked: Uint8Array;
  try {
    // One byte more than declared, since fflate stops silently where its output is full.
    unpacked = inflateSync(packed, { out: new Uint8Array(size + 1) });
  } catch (cause) {
    throw new FormatError(`${place}: the deflate stream is truncated or corrupt`, { cause });
  }
  if (unpacked.length !== size) {
    const came = unpacked.length > size ? 'more' : String(unpacked.length);
    throw new FormatError(`${place}: expected ${size} unpacked bytes, got ${came}`);
  }
  return unpacked;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
