import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Create a folder, and those above it, unless it is there.
 *
 * Node's own recursive `mkdir` does not return for some places that cannot be created, such as those below `/proc`.
 *
 * @returns those that this call created, the innermost first
 * @throws the error of the file system
 */
export async function makeFolder(folder: string): Promise<string[]> {
  if (await isFolder(folder)) return [];
  const above = dirname(folder);
  const made = above === folder || (await isFolder(above)) ? [] : await makeFolder(above);
  try {
    await mkdir(folder);
    return [folder, ...made];
  } catch (error) {
    // Somebody else may have been faster.
    if (!(await isFolder(folder))) throw error;
    return made;
  }
}

/** Remove folders again that hold nothing, as after a run that failed.
 *
 * @param made  what {@link makeFolder} returned
 */
export async function removeEmptyFolders(made: readonly string[]): Promise<void> {
  try {
    for (const folder of made) await rmdir(folder);
  } catch {
    // This one holds something, and so do those above it.
  }
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
