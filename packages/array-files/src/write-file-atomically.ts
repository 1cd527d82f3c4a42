import { SystemError } from '@noprior/tensor';
import { host } from '#host';
import { temporaryName } from './temporary-name.ts';

/** Write a file so that its name never stands for a half-written file (Node only).
 *
 * The contents go to a temporary file in the same folder, which is flushed to the disk and then renamed. Until the
 * rename succeeds a file already there stays as it was; after a failure the temporary file is removed.
 *
 * @param contents  bytes, or text that is written as UTF-8
 * @throws {SystemError} if the folder is missing, full or not writable, or if `path` is a folder; `cause` holds the
 *   error of the file system
 * @example await writeFileAtomically('out/run.json', JSON.stringify(run))
 */
export async function writeFileAtomically(path: string, contents: Uint8Array | string): Promise<void> {
  const { open, rename, unlink } = await host.fs();
  const { basename, dirname, join } = await host.path();
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  let created = false;
  try {
    const handle = await open(temporary, 'wx');
    created = true;
    try {
      await handle.writeFile(contents);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    if (created) await unlink(temporary).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SystemError(
      `writeFileAtomically: cannot write ${path} (${reason}); nothing was left behind. ` +
        'Check that the folder exists, is writable and has room',
      { cause },
    );
  }
  await flushFolder(folder);
}

/** Make the rename itself survive a power cut, where the platform can flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  const { open } = await host.fs();
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows and some network file systems cannot open or flush a folder; the file is complete all the same.
  }
}
