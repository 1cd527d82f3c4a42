import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Create a folder, and those above it, unless it is there.
 *
 * Node's own recursive `mkdir` does not return for some places that cannot be created, such as those below `/proc`.
 *
 * @throws the error of the file system
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder && !(await isFolder(above))) await makeFolder(above);
  try {
    await mkdir(folder);
  } catch (error) {
    // Somebody else may have been faster.
    if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isDirectory() ?? false;
}
