import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTemporaryNameOf } from '@noprior/array-files';
import { DomainError, SystemError } from '@noprior/tensor';
import { makeFolder } from './make-folder.ts';
import { refuseResult } from './refuse-result.ts';
import { takeLock } from './take-lock.ts';

/** A single file that no other process writes until it is closed. */
export interface OutputFile {
  readonly close: () => Promise<void>;
}

/** Lock a file that is written beside the results of a run, such as a report, before anything is computed: create its folder, remove what killed
 * processes have left of it, and refuse what may not be replaced.
 *
 * @param option  the option that named the file, for messages
 * @throws {SystemError} if its folder cannot be created or written
 * @throws {DomainError} if `path` is a folder, another process writes it, or it belongs to a run
 */
export async function openOutputFile(path: string, option: string): Promise<OutputFile> {
  const [folder, name] = [dirname(path), basename(path)];
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new DomainError(`output: ${path} is a folder, expected the name of a file; name another with ${option}`);
  }
  await refuseResult(path);
  try {
    await makeFolder(folder);
    // Long names leave no room for more, and need none: 255 bytes are all that a name may have.
    const lock = await takeLock(join(folder, `.${name.slice(0, 100)}.noprior-lock`), path);
    for (const left of await readdir(folder)) {
      if (isTemporaryNameOf(left, name)) await rm(join(folder, left), { force: true });
    }
    return { close: lock.release };
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new SystemError(`output: cannot write to ${folder} (${cause.message}); name another place with ${option}`, {
      cause,
    });
  }
}
