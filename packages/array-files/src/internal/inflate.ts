import { FormatError } from '@noprior/tensor';
import { Inflate, inflateSync } from 'fflate';

/** No deflate stream can unpack to more bytes than this for each packed byte. */
const largestDeflateRatio = 1032;

/** Packed bytes that are inflated at once: whatever they hold, no more than 4 MiB come out. */
const usualStep = 4096;

/** The same where only a beginning is wanted: 256 KiB at most. */
const beginningStep = 256;

/** The first bytes of a deflate stream: `size` of them, or all if it has fewer. No more than 256 KiB beyond them are unpacked.
 *
 * @throws {FormatError} if the stream is truncated or corrupt
 */
export function inflateBeginning(packed: Uint8Array, size: number, place: string): Uint8Array {
  const bytes = new Uint8Array(Math.min(size, packed.length * largestDeflateRatio));
  return bytes.subarray(0, Math.min(inflateInto(bytes, packed, beginningStep, place), bytes.length));
}

/** All bytes of a deflate stream that declares how many they are.
 *
 * @throws {FormatError} if there are more or fewer, or the stream is corrupt
 */
export function inflateExactly(packed: Uint8Array, size: number, place: string): Uint8Array {
  checkRatio(packed.length, size, place);
  const bytes = new Uint8Array(size);
  const length = inflateInto(bytes, packed, usualStep, place);
  if (length !== size) {
    throw new FormatError(`${place}: expected ${size} unpacked bytes, got ${length > size ? 'more' : length}`);
  }
  return bytes;
}

/** Refuse a size that no deflate stream of this length can have.
 *
 * @throws {FormatError} if `size` is more than 1032 times `packed`
 */
export function checkRatio(packed: number, size: number, place: string): void {
  if (size > packed * largestDeflateRatio) {
    throw new FormatError(`${place}: ${packed} packed bytes cannot unpack to the declared ${size}`);
  }
}

/** Fill `target` from a deflate stream, and end where it is exceeded.
 *
 * @returns bytes that came, more than `target` holds if the stream goes on behind it
 */
function inflateInto(target: Uint8Array, packed: Uint8Array, step: number, place: string): number {
  if (packed.length <= step) return inflateSmall(target, packed, place);
  let length = 0;
  const inflater = new Inflate((chunk) => {
    if (length < target.length) target.set(chunk.subarray(0, target.length - length), length);
    length += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length && length <= target.length; at += step) {
      inflater.push(packed.subarray(at, at + step), at + step >= packed.length);
    }
  } catch (cause) {
    throw new FormatError(`${place}: the deflate stream is truncated or corrupt`, { cause });
  }
  return length;
}

/** As {@link inflateInto}, without its window of 32 KiB, for the many small files of an archive. */
function inflateSmall(target: Uint8Array, packed: Uint8Array, place: string): number {
  try {
    // One byte more than wanted, since fflate stops silently where its output is full.
    const bytes = inflateSync(packed, { out: new Uint8Array(target.length + 1) });
    target.set(bytes.subarray(0, target.length));
    return bytes.length;
  } catch (cause) {
    throw new FormatError(`${place}: the deflate stream is truncated or corrupt`, { cause });
  }
}
