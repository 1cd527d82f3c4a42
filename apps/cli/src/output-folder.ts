import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DomainError, SystemError } from '@noprior/tensor';
import { makeFolder } from './make-folder.ts';

/** Make sure that results can be written before anything is computed: create the folder, and try a file in it.
 *
 * @param option  the option that named the folder, for the message
 * @throws {SystemError} if the folder cannot be created or written
 */
export async function prepareOutputFolder(folder: string, option = '--out'): Promise<void> {
  const probe = join(folder, `.noprior-probe-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, 'x'.repeat(4096));
    await rm(probe);
  } catch (cause) {
    await rm(probe, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SystemError(`output: cannot write to ${folder} (${reason}); name another place with ${option}`, {
      cause,
    });
  }
}

/** The same for the folder of a file.
 *
 * @param inputs  files that the run reads, none of which it may replace
 * @throws {DomainError} also if `path` is a folder or one of the inputs
 */
export async function prepareOutputFile(path: string, option = '--out', inputs: readonly string[] = []): Promise<void> {
  if (inputs.some((input) => resolve(input) === resolve(path))) {
    throw new DomainError(
      `output: ${path} is read by this run and would be replaced; name another file with ${option}`,
    );
  }
  await prepareOutputFolder(dirname(path), option);
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) {
    throw new DomainError(`output: ${path} is a folder, expected the name of a file; name another with ${option}`);
  }
}
