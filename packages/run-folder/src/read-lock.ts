import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { DomainError } from '@noprior/tensor';
import type { ProcessIdentity } from './process-identity.ts';

/** A file in the place of a lock. */
export interface FoundLock {
  readonly text: string;
  /** When it was written, in milliseconds since 1970. */
  readonly written: number;
}

/** No lock is longer. */
const maxLockBytes = 2 ** 16;

/** Read what is in the place of a lock.
 *
 * @returns `undefined` if there is nothing
 * @throws {DomainError} if it cannot be a lock
 */
export async function readLock(path: string): Promise<FoundLock | undefined> {
  const refuse = (found: string): never => {
    throw new DomainError(
      `output: ${path} is ${found}, expected the lock of a run; remove it, or name another place with --out`,
    );
  };
  try {
    if (!(await lstat(path)).isFile()) refuse('a folder, a link or a device');
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size, mtimeMs } = await handle.stat();
      if (size > maxLockBytes) refuse(`a file of ${size} bytes`);
      return { text: await handle.readFile('utf8'), written: mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES') return refuse('a file that this user may not read');
    throw error;
  }
}

/** Who has a lock; `undefined` if its text does not say. */
export function parseOwner(text: string): (ProcessIdentity & { readonly id: string }) | undefined {
  try {
    const found: Partial<Record<keyof ProcessIdentity | 'id', unknown>> = JSON.parse(text);
    const { process: number, machine, boot, namespace, started, id } = found;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
    if (typeof machine !== 'string') return undefined;
    const process = { process: number, machine, boot: toText(boot), namespace: toText(namespace) };
    return { ...process, started: toText(started), id: typeof id === 'string' && /^[\da-f-]{36}$/.test(id) ? id : '' };
  } catch {
    return undefined;
  }
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
