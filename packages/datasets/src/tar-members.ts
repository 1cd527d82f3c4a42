import { FormatError } from '@noprior/tensor';

const blockBytes = 512;
/** The most bytes of an archive that are read. */
const maxArchiveBytes = 2 ** 29;

/** Take files of known sizes from a tar archive that comes in pieces; everything else in it is skipped.
 *
 * @param chunks  the unpacked archive
 * @param wanted  bytes expected of each file, by its full name in the archive
 * @param place   archive name, for messages
 * @returns the files by name
 * @throws {FormatError} for a corrupt header, a file that is missing, of another size, of another kind or there twice,
 *   an archive that ends early, and more than 512 MiB
 * @see POSIX.1-1988, ustar interchange format
 */
export async function readTarMembers(
  chunks: AsyncIterable<Uint8Array>,
  wanted: ReadonlyMap<string, number>,
  place: string,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const members = new Map<string, Uint8Array<ArrayBuffer>>();
  const header = new Uint8Array(blockBytes);
  let headerLength = 0;
  let member: Uint8Array | undefined;
  let memberLength = 0;
  let bodyLeft = 0;
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > maxArchiveBytes) throw new FormatError(`${place}: more than ${maxArchiveBytes} bytes unpacked`);
    for (let at = 0; at < chunk.length; ) {
      if (bodyLeft > 0) {
        const part = chunk.subarray(at, at + bodyLeft);
        if (member !== undefined && memberLength < member.length) {
          const used = part.subarray(0, member.length - memberLength);
          member.set(used, memberLength);
          memberLength += used.length;
        }
        bodyLeft -= part.length;
        at += part.length;
        continue;
      }
      const part = chunk.subarray(at, at + blockBytes - headerLength);
      header.set(part, headerLength);
      headerLength += part.length;
      at += part.length;
      if (headerLength < blockBytes) continue;
      headerLength = 0;
      if (header.every((byte) => byte === 0)) continue;
      const { name, size, isFile } = readTarHeader(header, place);
      bodyLeft = Math.ceil(size / blockBytes) * blockBytes;
      member = undefined;
      memberLength = 0;
      const expected = wanted.get(name);
      if (expected === undefined) continue;
      if (!isFile || size !== expected || members.has(name)) {
        throw new FormatError(
          `${place}: expected ${name} once, as a file of ${expected} bytes, got ` +
            (members.has(name) ? 'it twice' : `${size} bytes${isFile ? '' : ', not a plain file'}`),
        );
      }
      const contents = new Uint8Array(size);
      members.set(name, contents);
      member = contents;
    }
  }
  if (bodyLeft > 0 || headerLength > 0) throw new FormatError(`${place}: truncated within a file or a header`);
  for (const name of wanted.keys()) {
    if (!members.has(name)) throw new FormatError(`${place}: expected a file ${name} in the archive, found none`);
  }
  return members;
}

function readTarHeader(header: Uint8Array, place: string): { name: string; size: number; isFile: boolean } {
  const text = (start: number, length: number): string => {
    const field = header.subarray(start, start + length);
    const zero = field.indexOf(0);
    return String.fromCharCode(...(zero < 0 ? field : field.subarray(0, zero)));
  };
  const octal = (start: number, length: number, what: string): number => {
    const digits = /^ *([0-7]+) *$/.exec(text(start, length))?.[1];
    if (digits === undefined) throw new FormatError(`${place}: the ${what} in a tar header is no octal number`);
    return Number.parseInt(digits, 8);
  };
  let sum = 0;
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 0x20 : header[at]!;
  if (octal(148, 8, 'checksum') !== sum) throw new FormatError(`${place}: a tar header has a wrong checksum`);
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const name = text(0, 100);
  const kind = text(156, 1);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: octal(124, 12, 'size'),
    isFile: kind === '0' || kind === '',
  };
}
