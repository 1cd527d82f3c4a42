import { FormatError } from '@noprior/tensor';
import { hasGzipMagic } from './gunzip-chunks.ts';
import { type IdxHeader, idxElementBytes, idxHeaderBytes, unpackedChunks } from './idx-header.ts';

/** The most bytes of data that are read: over five times those of the MNIST training images. */
export const maxIdxBytes: number = 2 ** 28;

/** The most bytes that are unpacked from a gzip file: MNIST's images take five times their packed bytes. With the packed bytes
 * and what unpacking takes, this stays within 10 times the file and 64 MiB. */
const packedLimit = (packed: number): number => 8 * packed + 2 ** 24;

/** Read the data of an IDX file whose header is known and was found good.
 *
 * The extents in the header are compared with the file before memory is taken, and bound what is unpacked.
 *
 * @param header  of these bytes, by `readIdxHeader`
 * @param place   file name, for messages
 * @returns the elements as they are in the file: row-major, big-endian
 * @throws {FormatError} for data that are fewer or more than the extents say, and for more than 256 MiB of them
 * @see Y. LeCun, C. Cortes, C. Burges, *The MNIST database*, section "File formats"
 */
export async function readIdxData(
  bytes: Uint8Array<ArrayBuffer>,
  header: IdxHeader,
  place: string,
): Promise<Uint8Array<ArrayBuffer>> {
  checkIdxSize(bytes, header, place);
  const head = idxHeaderBytes(header);
  const size = dataBytes(header);
  const extents = header.shape.join(' x ');
  if (!hasGzipMagic(bytes)) return bytes.subarray(head);
  const data = new Uint8Array(size);
  let position = -head;
  for await (const chunk of unpackedChunks(bytes, place)) {
    const part = position < 0 ? chunk.subarray(-position) : chunk;
    if (Math.max(position, 0) + part.length > size) {
      throw new FormatError(
        `${place}: more than the ${size} bytes that extents ${extents} take; the file is corrupt or has trailing bytes`,
      );
    }
    data.set(part, Math.max(position, 0));
    position += chunk.length;
  }
  if (position === size) return data;
  throw new FormatError(
    `${place}: truncated, ${position} of the ${size} bytes that extents ${extents} take; download or copy it again`,
  );
}

/** Check that a file holds as many bytes as its header says, or that a packed one may: before memory is taken.
 *
 * @throws {FormatError} if it does not
 */
export function checkIdxSize(bytes: Uint8Array, header: IdxHeader, place: string): void {
  const size = dataBytes(header);
  const extents = header.shape.join(' x ');
  if (hasGzipMagic(bytes)) checkPackedSize(size, extents, bytes.length, place);
  else checkPlainSize(size, extents, bytes.length - idxHeaderBytes(header), place);
}

function dataBytes(header: IdxHeader): number {
  return header.shape.reduce((product, extent) => product * extent, idxElementBytes(header));
}

function checkPlainSize(size: number, extents: string, available: number, place: string): void {
  if (size > available) {
    throw new FormatError(
      `${place}: truncated or corrupt, ${available} of the ${size} bytes that extents ${extents} take; download or copy ` +
        'it again',
    );
  }
  if (size < available) {
    throw new FormatError(
      `${place}: ${available - size} bytes more than the ${size} that extents ${extents} take; the file is corrupt or ` +
        'has trailing bytes',
    );
  }
}

function checkPackedSize(size: number, extents: string, packed: number, place: string): void {
  const limit = Math.min(packedLimit(packed), maxIdxBytes);
  if (size <= limit) return;
  throw new FormatError(
    `${place}: corrupt or no file of images, its extents ${extents} take ${size} bytes, but at most ${limit} are ` +
      `unpacked from ${packed} bytes of gzip; if the file is right, unpack it with gunzip first`,
  );
}
