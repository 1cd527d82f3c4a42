import { DomainError, FormatError, type HostTensor } from '@noprior/tensor';
import { type Zippable, zipSync } from 'fflate';
import { readZipEntry } from './internal/zip-contents.ts';
import { readZipDirectory } from './internal/zip-directory.ts';
import { parseNpy, serializeNpy } from './npy.ts';
import { checkLimit, maxBytesOf, type ReadOptions } from './read-options.ts';

/** How a npz archive is written. */
export interface NpzWriteOptions {
  /** Deflate the arrays, as `numpy.savez_compressed` does; by default they are stored, as `numpy.savez` does. */
  readonly compress?: boolean;
}

/** Read a npz archive: a zip archive (stored or deflated, zip64 too) of npy files.
 *
 * @returns the arrays by name without `.npy`, in the order of the archive. The record has no prototype, so that a name
 *   such as `__proto__` is a name like any other.
 * @throws {FormatError} for corrupt or truncated archives, members that are no npy files, and more than `maxBytes` in all
 * @see https://numpy.org/doc/stable/reference/generated/numpy.savez.html
 * @example Object.keys(parseNpz(await readFile('xy.npz'))) // => ['x', 'y']
 */
export function parseNpz(bytes: Uint8Array, options: ReadOptions = {}): Record<string, HostTensor> {
  const place = `parseNpz: ${options.name ?? 'bytes'}`;
  const limit = maxBytesOf(options, 'parseNpz');
  const entries = readZipDirectory(bytes, place);
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  checkLimit(unpackedBytes, limit, place);
  const arrays: Record<string, HostTensor> = Object.create(null);
  let left = limit;
  for (const entry of entries) {
    const member = `${options.name ?? 'bytes'}, member ${JSON.stringify(entry.name)}`;
    if (!entry.name.endsWith('.npy')) throw new FormatError(`parseNpz: ${member}: expected the name of a .npy file`);
    const contents = readZipEntry(bytes, entry, `parseNpz: ${member}`);
    const tensor = parseNpy(contents, { name: member, maxBytes: left });
    left -= tensor.data.byteLength;
    arrays[entry.name.slice(0, -'.npy'.length)] = tensor;
  }
  return arrays;
}

/** Bytes of a npz archive that `numpy.load` reads. The same arrays give the same bytes: names are sorted, dates fixed.
 *
 * @throws {ShapeError} if the data of a tensor do not fill its shape
 * @throws {DomainError} for an empty name, a name with a zero character, and more than 4 GiB (zip64 is not written)
 */
export function serializeNpz(
  arrays: Readonly<Record<string, HostTensor>>,
  options: NpzWriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const members: Zippable = Object.create(null);
  let total = 0;
  for (const name of Object.keys(arrays).sort()) {
    if (name === '' || name.includes('\0')) {
      throw new DomainError(`serializeNpz: ${JSON.stringify(name)} cannot name an array`);
    }
    const tensor = arrays[name]!;
    total += tensor.data.byteLength + 2 * name.length + 1024;
    if (total > 0xffffffff) {
      throw new DomainError(`serializeNpz: the arrays take more than 4 GiB; write several archives or safetensors`);
    }
    members[`${name}.npy`] = serializeNpy(tensor);
  }
  return zipSync(members, { level: options.compress === true ? 6 : 0, mtime: new Date(1980, 0, 1) });
}
