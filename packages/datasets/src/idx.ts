import { FormatError } from '@noprior/tensor';
import { gunzipChunks, hasGzipMagic } from './gunzip-chunks.ts';

/** Unsigned bytes of an IDX file with their extents. */
export interface IdxBytes {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The most elements that are read: over five times those of the MNIST training images. */
const maxElements = 2 ** 28;

/** Read an IDX file of unsigned bytes, plain or packed by gzip.
 *
 * The extents in the header are checked and bound what is unpacked, before memory is taken for it.
 *
 * @param rank   number of extents expected: 3 for images, 1 for labels
 * @param place  file name, for messages
 * @throws {FormatError} for another magic number, and for data that are fewer or more than the extents say
 * @see Y. LeCun, C. Cortes, C. Burges, *The MNIST database*, section "File formats"
 */
export function parseIdx(bytes: Uint8Array, rank: number, place: string): IdxBytes {
  const head = 4 + 4 * rank;
  const packed = hasGzipMagic(bytes);
  let header = new Uint8Array(0);
  let shape: number[] | undefined;
  let data = new Uint8Array(0);
  let length = 0;
  for (const chunk of packed ? gunzipChunks(bytes, place) : [bytes]) {
    let rest = chunk;
    if (shape === undefined) {
      const taken = Math.min(head - header.length, chunk.length);
      header = Uint8Array.from([...header, ...chunk.subarray(0, taken)]);
      if (header.length < head) continue;
      rest = chunk.subarray(taken);
      shape = readShape(header, rank, place);
      data = new Uint8Array(checkedSize(shape, packed ? bytes.length * 1032 : bytes.length - head, place));
    }
    if (length + rest.length > data.length) {
      throw new FormatError(`${place}: more than the ${data.length} bytes that extents ${shape.join(' x ')} take`);
    }
    data.set(rest, length);
    length += rest.length;
  }
  if (shape === undefined) throw new FormatError(`${place}: truncated within the ${head} bytes of the IDX header`);
  if (length !== data.length) {
    throw new FormatError(
      `${place}: truncated, ${length} bytes of the ${data.length} that extents ${shape.join(' x ')} take`,
    );
  }
  return { shape, data };
}

function readShape(header: Uint8Array, rank: number, place: string): number[] {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const magic = view.getUint32(0);
  if (magic !== 0x0800 + rank) {
    throw new FormatError(
      `${place}: expected magic number ${hex(0x0800 + rank)} (unsigned bytes, ${rank} extents), got ${hex(magic)}`,
    );
  }
  return Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
}

/** Number of elements, if the file can hold so many. */
function checkedSize(shape: readonly number[], available: number, place: string): number {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size > maxElements || size > available) {
    throw new FormatError(
      `${place}: truncated or corrupt, extents ${shape.join(' x ')} need ${size} bytes, the file can hold at most ` +
        `${Math.max(0, Math.min(available, maxElements))}`,
    );
  }
  return size;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
