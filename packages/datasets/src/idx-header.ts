import { FormatError } from '@noprior/tensor';
import { describeData } from './describe-data.ts';
import { gunzipChunks, hasGzipMagic } from './gunzip-chunks.ts';

/** What an IDX file says of itself. */
export interface IdxHeader {
  /** Two zero bytes, the element type, the number of extents. */
  readonly magic: number;
  readonly shape: readonly number[];
}

/** Element types by the third byte of the magic number: name and bytes. */
const elementTypes: ReadonlyMap<number, readonly [name: string, bytes: number]> = new Map([
  [0x08, ['unsigned bytes', 1]],
  [0x09, ['signed bytes', 1]],
  [0x0b, ['int16', 2]],
  [0x0c, ['int32', 4]],
  [0x0d, ['float32', 4]],
  [0x0e, ['float64', 8]],
]);

/** The first bytes that tell what a file is where it is no IDX file. */
const describedBytes = 4096;

/** Bytes of an IDX file, unpacked if they are packed by gzip, whatever the file is called. */
export async function* unpackedChunks(
  bytes: Uint8Array<ArrayBuffer>,
  place: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  if (hasGzipMagic(bytes)) yield* gunzipChunks(bytes, place);
  else yield bytes;
}

/** Read the magic number and the extents of an IDX file, plain or packed by gzip; of its data as little as possible.
 *
 * @param place  file name, for messages
 * @throws {FormatError} if it is no IDX file, naming what it is, and if it ends within the header
 * @see Y. LeCun, C. Cortes, C. Burges, *The MNIST database*, section "File formats"
 */
export async function readIdxHeader(bytes: Uint8Array<ArrayBuffer>, place: string): Promise<IdxHeader> {
  const beginning = await takeBytes(unpackedChunks(bytes, place), describedBytes);
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const magic = beginning.length < 4 ? undefined : view.getUint32(0);
  if (magic === undefined || !elementTypes.has(magic >> 8)) {
    const start = magic === undefined ? '' : ` that begin with ${formatMagic(magic)}`;
    const found = describeData(beginning) ?? `${beginning.length} bytes${start}`;
    const within = hasGzipMagic(bytes) ? 'its gzip data are' : 'the file is';
    throw new FormatError(`${place}: expected an IDX file, the format of MNIST, plain or .gz; ${within} ${found}`);
  }
  const rank = magic & 0xff;
  const length = 4 + 4 * rank;
  if (beginning.length < length) {
    throw new FormatError(
      `${place}: truncated within the IDX header, ${beginning.length} of ${length} bytes; download or copy it again`,
    );
  }
  return { magic, shape: Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis)) };
}

/** Bytes of the header itself. */
export function idxHeaderBytes({ shape }: IdxHeader): number {
  return 4 + 4 * shape.length;
}

/** Bytes of one element. */
export function idxElementBytes({ magic }: IdxHeader): number {
  return elementTypes.get(magic >> 8)![1];
}

/** A magic number with its meaning: `0x00000803 (unsigned bytes, 3 extents)`. */
export function describeMagic(magic: number): string {
  const [name] = elementTypes.get(magic >> 8) ?? ['unknown elements'];
  const rank = magic & 0xff;
  return `${formatMagic(magic)} (${name}, ${rank} ${rank === 1 ? 'extent' : 'extents'})`;
}

function formatMagic(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

/** The first bytes of a file that comes in pieces; the rest is not asked for. */
async function takeBytes(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  count: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const taken = new Uint8Array(count);
  let length = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, count - length);
    taken.set(part, length);
    length += part.length;
    if (length === count) break;
  }
  return taken.subarray(0, length);
}
