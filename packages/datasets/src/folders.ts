import { argument, SystemError, wording } from '@noprior/tensor';
import { host } from '#host';

/** Names of the files in a folder, sorted; none if there is no such folder (Node only). */
export async function listFiles(folder: string): Promise<string[]> {
  const { readdir } = await host.fs();
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

/** Bytes of a regular file in a folder; undefined if there is none (Node only). */
export async function fileSize(folder: string, name: string): Promise<number | undefined> {
  const { stat } = await host.fs();
  const status = await stat(await joinPath(folder, name)).catch(() => undefined);
  return status?.isFile() ? status.size : undefined;
}

/** Join parts of a path (Node only). */
export async function joinPath(...parts: string[]): Promise<string> {
  const { join } = await host.path();
  return join(...parts);
}

/** Make a folder and those above it (Node only).
 *
 * @throws {SystemError} if it cannot be made; `cause` holds the error of the file system
 */
export async function makeFolder(folder: string): Promise<void> {
  const { mkdir } = await host.fs();
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SystemError(
      wording`makeFolder: cannot make the folder ${folder} (${reason}); choose another cacheDir (NOPRIOR_CACHE_DIR), or pass ${argument('dataDir')}`,
      {
        cause,
      },
    );
  });
}
