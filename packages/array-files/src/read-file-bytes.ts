import { DomainError, SystemError } from '@noprior/tensor';
import { checkLimit, maxBytesOf, type ReadOptions } from './read-options.ts';

/** All bytes of a file (Node only), also beyond the 2 GiB that Node reads at once.
 *
 * @returns a fresh array, as long as the file
 * @throws {SystemError} if the file system does not give it; `cause` holds its error
 * @throws {DomainError} if `path` is no file
 * @throws {FormatError} if the file is larger than `maxBytes`, before anything is read
 */
export async function readFileBytes(
  path: string,
  options: Pick<ReadOptions, 'maxBytes'> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = maxBytesOf(options, 'readFileBytes');
  const { open } = await import('node:fs/promises');
  const handle = await open(path, 'r').catch((cause: unknown) => fail(path, cause));
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new DomainError(`readFileBytes: ${path} is not a file`);
    checkLimit(status.size, limit, `readFileBytes: ${path}`);
    const bytes = new Uint8Array(status.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, Math.min(bytes.length - length, 2 ** 30), length);
      if (bytesRead === 0) throw new DomainError(`readFileBytes: ${path} became shorter while it was read`);
      length += bytesRead;
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) fail(path, cause);
    throw cause;
  } finally {
    await handle.close();
  }
}

function fail(path: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new SystemError(`readFileBytes: cannot read ${path} (${reason})`, { cause });
}
