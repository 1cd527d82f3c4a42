import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '@noprior/tensor';

/** Make sure that results can be written before anything is computed: create the folder, and try a file in it.
 *
 * @throws {DomainError} if the folder cannot be created or written
 */
export async function prepareOutputFolder(folder: string): Promise<void> {
  const probe = join(folder, `.noprior-probe-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'x'.repeat(4096));
    await rm(probe);
  } catch (cause) {
    await rm(probe, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError(`output: cannot write to ${folder} (${reason}); name another place with --out`, { cause });
  }
}

/** The same for the folder of a file. */
export async function prepareOutputFile(path: string): Promise<void> {
  await prepareOutputFolder(dirname(path));
}
