import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';

const lockName = '.noprior-lock';

/** Take a folder for one process. A lock that a process left behind when it was killed is taken over, on the same machine.
 *
 * @param folder  an existing one
 * @returns       gives the folder back
 * @throws {DomainError} while another process has it; the message says which
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  const own = `${JSON.stringify({ process: process.pid, machine: hostname(), id: crypto.randomUUID() })}\n`;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await create(path, own)) return () => release(path, own);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined && (owner.machine !== hostname() || isAlive(owner.process))) {
      throw new DomainError(
        `experiment: ${folder} is in use by process ${owner.process} on ${owner.machine}; wait for it, name another folder, or, if that process is gone, delete ${path}`,
      );
    }
    await removeStale(path, found);
  }
  throw new DomainError(`experiment: cannot lock ${folder}; other processes keep taking it, try again`);
}

async function create(path: string, contents: string): Promise<boolean> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    const handle = await open(temporary, 'wx');
    await handle.writeFile(contents).finally(() => handle.close());
    // A link, unlike a file that is opened and then written, is never seen empty.
    await link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Remove a lock unless somebody else has replaced it meanwhile; then it is put back. */
async function removeStale(path: string, contents: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== contents) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function release(path: string, own: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === own) await rm(path, { force: true });
}

function parseOwner(text: string): { readonly process: number; readonly machine: string } | undefined {
  try {
    const { process: id, machine }: { process?: unknown; machine?: unknown } = JSON.parse(text);
    return typeof id === 'number' && typeof machine === 'string' ? { process: id, machine } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
