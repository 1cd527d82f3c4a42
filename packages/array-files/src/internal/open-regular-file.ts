import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { DomainError, quoteText, SystemError } from '@noprior/tensor';
import { host } from '#host';

/** A file that is open for reading, and what the file system says of it. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly status: Stats;
}

/** Open a file of bytes (Node only). Whatever else has the name is refused without waiting for it: a named pipe and a device
 * have no end, and to open them may already wait or do something.
 *
 * @throws {SystemError} if the file system does not give it; `cause` holds its error
 * @throws {DomainError} if `path` is no regular file
 */
export async function openRegularFile(path: string, place: string): Promise<OpenFile> {
  const { constants, open, stat } = await host.fs();
  const fail = (cause: unknown): never => failToRead(path, cause, place);
  refuseOther(await stat(path).catch(fail), path, place);
  // Between the two calls the name may have become another file's.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(fail);
  try {
    const status = await handle.stat();
    refuseOther(status, path, place);
    return { handle, status };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** @throws {SystemError} with the file system's reason */
export function failToRead(path: string, cause: unknown, place: string): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new SystemError(`${place}: cannot read ${showPath(path)} (${reason})`, { cause });
}

/** A path as it may stand in a message: as it is, or quoted if it holds what a terminal would act on. */
export function showPath(path: string): string {
  const quoted = quoteText(path);
  return quoted === `"${path}"` || path.length > 80 ? path : quoted;
}

function refuseOther(status: Stats, path: string, place: string): void {
  if (status.isFile()) return;
  throw new DomainError(`${place}: ${showPath(path)} is not a file but ${nameKind(status)}; name a file`);
}

function nameKind(status: Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a named pipe';
  if (status.isCharacterDevice() || status.isBlockDevice()) return 'a device';
  return status.isSocket() ? 'a socket' : 'something else';
}
