import { open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '@noprior/run-folder';
import { DomainError, SystemError } from '@noprior/tensor';

/** Bytes that are tried before anything is computed: a full disk shows. */
const trialBytes = 4096;

/** Make sure that a file can be written before anything is computed: create its folder, and try a file with a random name there.
 *
 * @param option  the option that named the file, for the message
 * @throws {SystemError} if its folder cannot be created or written
 * @throws {DomainError} if `path` is a folder
 */
export async function prepareOutputFile(path: string, option: string): Promise<void> {
  const folder = dirname(path);
  const trial = join(folder, `.${basename(path).slice(0, 100)}.${crypto.randomUUID()}.tmp`);
  let created = false;
  try {
    await makeFolder(folder);
    const handle = await open(trial, 'wx');
    created = true;
    await handle.writeFile('x'.repeat(trialBytes)).finally(() => handle.close());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SystemError(`output: cannot write to ${folder} (${reason}); name another place with ${option}`, {
      cause,
    });
  } finally {
    if (created) await rm(trial, { force: true });
  }
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new DomainError(`output: ${path} is a folder, expected the name of a file; name another with ${option}`);
  }
}
