/** CRC-32 of bytes, as zip and gzip use it (reflected polynomial 0xEDB88320, start and end inverted).
 *
 * @param bytes  any length
 * @param start  checksum of the bytes before these, to continue a running checksum; 0 at the beginning
 * @returns      integer in [0, 2^32)
 * @see RFC 1952, section 8
 * @example crc32(new TextEncoder().encode('123456789')) // => 0xcbf43926
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  let crc = ~start;
  for (let index = 0; index < bytes.length; index++) crc = table[(crc ^ bytes[index]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Remainder of every byte value. */
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});
