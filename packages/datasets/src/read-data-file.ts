import { readFileBytes } from '@noprior/array-files';
import { FormatError } from '@noprior/tensor';
import { fileSize, joinPath } from './folders.ts';
import { showPath } from './show-path.ts';

/** All bytes of a file of a data set (Node only).
 *
 * @param path      relative to `folder`
 * @param maxBytes  more than any file of the data set has
 * @throws {FormatError} if the file is larger than that, before anything is read
 * @throws {DomainError} {SystemError} as `readFileBytes`
 */
export async function readDataFile(folder: string, path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const size = await fileSize(folder, path);
  if (size !== undefined && size > maxBytes) {
    throw new FormatError(
      `${showPath(path)}: ${size} bytes, but no file of this data set has more than ${maxBytes}; take the published file`,
    );
  }
  return readFileBytes(await joinPath(folder, path), { maxBytes });
}
