import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { DomainError } from '@noprior/tensor';

/** SHA-256 of a file as 64 hexadecimal digits, read piece by piece. A named pipe is not waited for.
 *
 * @throws {DomainError} for a named pipe or a device; else the error of the file system
 */
export async function fileChecksum(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile() && !status.isDirectory()) {
      throw new DomainError(`${path} is a named pipe or a device, expected a file of results; remove it`);
    }
    const hash = createHash('sha256');
    for await (const piece of handle.createReadStream({ autoClose: false })) hash.update(piece);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}
