import { FormatError } from '@noprior/tensor';
import { host } from '#host';

/** Bytes that come out at once. */
const chunkBytes = 16_384;
/** Members of one file. Each costs time of its own, however small; tools that pack in blocks make a few hundred. */
const maxMembers = 4096;
const trailerBytes = 8;

/** Whether bytes begin as a gzip file does. */
export function hasGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpack a gzip file piece by piece, so that the reader can stop before a hostile file fills the memory (Node only).
 *
 * As gunzip does, it reads members that follow each other as one file, and ignores zero bytes behind the last one.
 *
 * @param bytes  the file
 * @param place  file name, for messages
 * @throws {FormatError} if the file is truncated or corrupt, if a member differs from the length and CRC-32 at its end,
 *   if something else follows, and for more than 4096 members
 * @see RFC 1952
 */
export async function* gunzipChunks(
  bytes: Uint8Array,
  place: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let start = 0;
  for (let member = 1; ; member++) {
    start = yield* gunzipMember(bytes, start, place);
    if (!hasGzipMagic(bytes.subarray(start))) break;
    if (member === maxMembers) {
      throw new FormatError(`${place}: more than ${maxMembers} gzip members; unpack the file with gunzip first`);
    }
  }
  const strange = bytes.subarray(start).findIndex((byte) => byte !== 0);
  if (strange < 0) return;
  throw new FormatError(
    `${place}: trailing bytes, ${bytes.length - start} after the end of the gzip data at byte ${start}; the file is ` +
      'corrupt, or another one was appended to it',
  );
}

/** Unpack the member that starts at a byte; returns where it ends. */
async function* gunzipMember(
  bytes: Uint8Array,
  start: number,
  place: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, number, undefined> {
  const { crc32, createInflateRaw } = await host.zlib();
  const dataStart = gzipHeaderEnd(bytes, start, place);
  const inflate = createInflateRaw({ chunkSize: chunkBytes });
  inflate.end(bytes.subarray(dataStart));
  const pieces: AsyncIterator<Uint8Array<ArrayBuffer>> = inflate[Symbol.asyncIterator]();
  let crc = 0;
  let length = 0;
  try {
    for (;;) {
      const piece = await pieces.next().catch((cause: unknown) => {
        const at = dataStart + inflate.bytesWritten;
        throw new FormatError(
          `${place}: the gzip data are truncated or corrupt near byte ${at} of ${bytes.length}, after ${length} ` +
            'unpacked bytes; download or copy the file again',
          { cause },
        );
      });
      if (piece.done) break;
      crc = crc32(piece.value, crc);
      length += piece.value.length;
      yield piece.value;
    }
  } finally {
    inflate.destroy();
  }
  const end = dataStart + inflate.bytesWritten;
  checkTrailer(bytes.subarray(end, end + trailerBytes), crc, length, place);
  return end + trailerBytes;
}

function checkTrailer(trailer: Uint8Array, crc: number, length: number, place: string): void {
  if (trailer.length < trailerBytes) {
    throw new FormatError(
      `${place}: truncated, ${trailer.length} of the ${trailerBytes} bytes with CRC-32 and length at the end of the ` +
        'gzip data; download or copy the file again',
    );
  }
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerBytes);
  if (view.getUint32(0, true) !== crc || view.getUint32(4, true) !== length % 2 ** 32) {
    throw new FormatError(
      `${place}: the ${length} unpacked bytes differ from the CRC-32 or length at the end of the gzip data; ` +
        'the file is corrupt, download or copy it again',
    );
  }
}

/** Where the deflate data start: after ten fixed bytes and the optional fields that the flags announce. */
function gzipHeaderEnd(bytes: Uint8Array, start: number, place: string): number {
  const flags = bytes[start + 3] ?? 0;
  let at = start + 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    at = zero < 0 ? bytes.length + 1 : zero + 1;
  }
  if (flags & 2) at += 2;
  if (at > bytes.length) {
    throw new FormatError(
      `${place}: truncated, the gzip header at byte ${start} does not end within the ${bytes.length} bytes of the file`,
    );
  }
  if (bytes[start + 2] !== 8 || (flags & 0xe0) !== 0) {
    throw new FormatError(
      `${place}: expected gzip with deflate data (method 8), got method ${bytes[start + 2]} and flags ${flags}; ` +
        'unpack the file with the program that packed it',
    );
  }
  return at;
}
