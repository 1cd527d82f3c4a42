import { FormatError } from '@noprior/tensor';

const endSignature = 0x06054b50;
const zip64EndSignature = 0x06064b50;
const zip64LocatorSignature = 0x07064b50;
const full16 = 0xffff;

/** What to do about an archive that contradicts itself, for messages. */
export const damaged = 'the archive is corrupt or joined with another file, copy or download it again';

/** Where the central directory of an archive lies. */
export interface DirectoryRange {
  readonly offset: number;
  readonly end: number;
  /** Files in it. */
  readonly count: number;
}

/** Find the central directory by the record at the end of the archive, in its zip64 form where there is one.
 *
 * @throws {FormatError} for archives that are truncated, split over files, or no zip archives
 * @see PKWARE APPNOTE 6.3, sections 4.3.14 to 4.3.16
 */
export function findDirectory(view: DataView, place: string): DirectoryRange {
  const size = view.byteLength;
  for (let at = size - 22; at >= Math.max(0, size - 22 - full16); at--) {
    if (view.getUint32(at, true) !== endSignature || at + 22 + view.getUint16(at + 20, true) > size) continue;
    let count = view.getUint16(at + 10, true);
    let length = view.getUint32(at + 12, true);
    let offset = view.getUint32(at + 16, true);
    let end = at;
    const disks = view.getUint16(at + 4, true) + view.getUint16(at + 6, true);
    if (at >= 20 && view.getUint32(at - 20, true) === zip64LocatorSignature) {
      const record = readUint64(view, at - 12, place);
      if (record + 56 > at - 20 || view.getUint32(record, true) !== zip64EndSignature) {
        throw new FormatError(`${place}: expected the zip64 end record at byte ${record}; ${damaged}`);
      }
      count = readUint64(view, record + 32, place);
      length = readUint64(view, record + 40, place);
      offset = readUint64(view, record + 48, place);
      end = record;
    } else if (disks !== 0) {
      throw new FormatError(`${place}: archives split over several files are not read`);
    }
    if (offset + length !== end) {
      throw new FormatError(
        `${place}: the directory is said to be bytes ${offset} to ${offset + length}, expected the end at ${end}; ${damaged}`,
      );
    }
    return { offset, end, count };
  }
  throw new FormatError(
    `${place}: no end of a zip directory found; the file is truncated or no zip archive: copy or download it again`,
  );
}

/** A 64-bit number, if it is a safe integer.
 *
 * @throws {FormatError} if it is not, or lies outside the archive
 */
export function readUint64(view: DataView, at: number, where: string): number {
  const value = at >= 0 && at + 8 <= view.byteLength ? Number(view.getBigUint64(at, true)) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new FormatError(`${where}: the 64-bit number at byte ${at} is out of range`);
  return value;
}
