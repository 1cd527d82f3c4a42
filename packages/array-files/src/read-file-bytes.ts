import { DomainError } from '@noprior/tensor';
import { failToRead, type OpenFile, openRegularFile } from './internal/open-regular-file.ts';
import { checkLimit, maxBytesOf, type ReadOptions } from './read-options.ts';

/** All bytes of a file (Node only), also beyond the 2 GiB that Node reads at once.
 *
 * @returns a fresh array, as long as the file
 * @throws {SystemError} if the file system does not give it; `cause` holds its error
 * @throws {DomainError} if `path` is no regular file
 * @throws {FormatError} if the file is larger than the limit, before anything is read
 */
export async function readFileBytes(path: string, options: ReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const place = 'readFileBytes';
  const limit = maxBytesOf(options, place);
  return withFile(path, place, async (file) => {
    checkLimit(file.status.size, limit, `${place}: ${path}`, options);
    const bytes = new Uint8Array(file.status.size);
    await fill(file, bytes, 0, path);
    return bytes;
  });
}

/** The first and the last 64 KiB of a file (Node only), or the whole of one that is no longer than both.
 *
 * @throws {SystemError} {DomainError} as {@link readFileBytes}
 */
export async function readFileEnds(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const end = 65_536;
  return withFile(path, 'readFileEnds', async (file) => {
    const { size } = file.status;
    const bytes = new Uint8Array(Math.min(size, 2 * end));
    await fill(file, bytes.subarray(0, end), 0, path);
    await fill(file, bytes.subarray(end), Math.max(end, size - end), path);
    return bytes;
  });
}

async function withFile<T>(path: string, place: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await openRegularFile(path, place);
  try {
    return await use(file);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) failToRead(path, cause, place);
    throw cause;
  } finally {
    await file.handle.close();
  }
}

async function fill({ handle }: OpenFile, bytes: Uint8Array, from: number, path: string): Promise<void> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, Math.min(bytes.length - length, 2 ** 30), from + length);
    if (bytesRead === 0) throw new DomainError(`readFileBytes: ${path} became shorter while it was read`);
    length += bytesRead;
  }
}
