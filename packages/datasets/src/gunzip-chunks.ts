import { crc32 } from '@noprior/array-files';
import { FormatError } from '@noprior/tensor';
import { Inflate } from 'fflate';

/** Packed bytes that are unpacked at once; at most 1032 times as many come out. */
const sliceBytes = 16_384;

/** Whether bytes begin as a gzip file does. */
export function hasGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpack a gzip file piece by piece, so that the reader can stop before a hostile file fills the memory.
 *
 * @param bytes  the file; one gzip member, nothing after it
 * @param place  file name, for messages
 * @throws {FormatError} if the file is truncated or corrupt, or differs from the length and CRC-32 at its end
 * @see RFC 1952
 */
export function* gunzipChunks(bytes: Uint8Array, place: string): Generator<Uint8Array, void, undefined> {
  const start = gzipHeaderLength(bytes, place);
  const end = bytes.length - 8;
  if (end <= start) throw new FormatError(`${place}: truncated, ${bytes.length} bytes hold no gzip data`);
  let parts: Uint8Array[] = [];
  const inflate = new Inflate((part) => parts.push(part));
  let crc = 0;
  let length = 0;
  for (let at = start; at < end; at += sliceBytes) {
    try {
      inflate.push(bytes.subarray(at, Math.min(at + sliceBytes, end)), at + sliceBytes >= end);
    } catch (cause) {
      throw new FormatError(`${place}: the gzip data are truncated or corrupt near byte ${at}`, { cause });
    }
    for (const part of parts) {
      crc = crc32(part, crc);
      length += part.length;
      yield part;
    }
    parts = [];
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, 8);
  if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== length % 2 ** 32) {
    throw new FormatError(
      `${place}: the ${length} unpacked bytes differ from the CRC-32 or length at the end of the gzip file; ` +
        'it is corrupt, truncated or has trailing bytes',
    );
  }
}

/** Bytes before the deflate stream: ten fixed ones and the optional fields that the flags announce. */
function gzipHeaderLength(bytes: Uint8Array, place: string): number {
  const flags = bytes[3] ?? 0xff;
  if (!hasGzipMagic(bytes) || bytes[2] !== 8 || (flags & 0xe0) !== 0) {
    throw new FormatError(`${place}: expected a gzip file with deflate data, but its header is another`);
  }
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) throw new FormatError(`${place}: the gzip header does not end`);
    at = zero + 1;
  }
  return flags & 2 ? at + 2 : at;
}
