import { open, stat } from 'node:fs/promises';
import { openArrays } from '@noprior/array-files';
import { DomainError } from '@noprior/tensor';

/** What `renderHtml` writes near the beginning of every page. */
const generator = '<meta name="generator" content="noprior">';

/** Refuse to write a page or gradients over a file that is something else: only what an earlier call left there is written anew.
 *
 * @param option     the option that named the file, for the message
 * @param overwrite  whether `--overwrite` was given: then any regular file may be replaced
 * @throws {DomainError} if the file is no page or gradients of noprior, or no regular file
 */
export async function refuseForeignFile(path: string, option: string, overwrite: boolean): Promise<void> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) return;
  if (!status.isFile()) {
    const kind = status.isDirectory() ? 'a folder' : 'no regular file';
    throw new DomainError(`output: ${path} is ${kind}, expected the name of a file; name another with ${option}`);
  }
  if (overwrite || status.size === 0 || (await isPage(path)) || (await isGradients(path))) return;
  throw new DomainError(
    `output: ${path} is there already, and noprior did not write it with ${option}; add --overwrite to replace it, or name another file`,
  );
}

async function isPage(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2048), 0, 2048, 0);
    return buffer.toString('latin1', 0, bytesRead).includes(generator);
  } finally {
    await handle.close();
  }
}

/** Files that are no arrays are no gradients, whatever is wrong with them. */
async function isGradients(path: string): Promise<boolean> {
  const file = await openArrays(path).catch(() => undefined);
  return file !== undefined && [...file.names].sort().join() === 'gradLambda,gradX';
}
