import { createHash } from 'node:crypto';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DomainError } from '@noprior/tensor';
import { isListening, type LivenessSocket, openLivenessSocket, removeDeadSockets } from './liveness-socket.ts';
import { currentProcess, isRunning } from './process-identity.ts';
import { type FoundLock, parseOwner, readLock } from './read-lock.ts';

/** A place that one process has to itself. */
export interface Lock {
  /** Whether it still is that of its owner: somebody may have deleted it by hand.
   *
   * @throws {DomainError} if not
   */
  readonly check: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Size of a lock's file: a full disk shows before anything is computed. */
const lockBytes = 4096;
/** How often a lock is tried while others take it over, and the milliseconds between. */
const attempts = 100;
const attemptPause = 10;
/** Milliseconds after which half of a lock is no longer being written. */
const halfLockAge = 10_000;

/** Take a lock file for this process. What a process left behind that was killed is taken over.
 *
 * @param path  the lock's file, in an existing folder
 * @param what  the place that it stands for, for messages
 * @throws {DomainError} while another process has it, the message says which; if something else is in the lock's place
 * @throws the error of the file system if the file cannot be created
 */
export async function takeLock(path: string, what: string): Promise<Lock> {
  const id = crypto.randomUUID();
  const own = `${JSON.stringify({ ...(await currentProcess()), id })}`.padEnd(lockBytes - 1);
  // Before the lock: whoever sees the one can ask the other.
  const socket = await openLivenessSocket(path, id);
  try {
    await winLock(path, `${own}\n`, what);
    await removeLeftovers(path);
    return makeLock(path, `${own}\n`, what, socket);
  } catch (error) {
    await socket.close();
    throw error;
  }
}

async function winLock(path: string, contents: string, what: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await create(path, contents)) return;
    const found = await readLock(path);
    if (found !== undefined && (await isHeld(path, found))) {
      const owner = parseOwner(found.text);
      const by = owner === undefined ? 'another process' : `process ${owner.process} on ${owner.machine}`;
      throw new DomainError(
        `output: ${what} is in use by ${by}; wait for it, name another place, or, if that process is gone, delete ${path}`,
      );
    }
    if (found !== undefined && (await replaceStale(path, found.text, contents))) return;
    await setTimeout(attemptPause);
  }
  throw new DomainError(`output: cannot lock ${what}; other processes keep taking it, try again`);
}

/** Remove what killed processes have left of their attempts to get a lock that is won. */
async function removeLeftovers(path: string): Promise<void> {
  await removeDeadSockets(path);
  const prefix = basename(path);
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(prefix) && name !== prefix && leftoverEnd.test(name.slice(prefix.length)))
      await rm(join(dirname(path), name), { force: true });
  }
}

function makeLock(path: string, contents: string, what: string, socket: LivenessSocket): Lock {
  const isOwn = async () => (await readLock(path).catch(() => undefined))?.text === contents;
  return {
    check: async () => {
      if (await isOwn()) return;
      throw new DomainError(
        `output: the lock of ${what} was taken away or replaced while this run used it, so it writes nothing more there; name another place with --out`,
      );
    },
    release: async () => {
      if (await isOwn()) await rm(path, { force: true });
      await socket.close();
    },
  };
}

async function create(path: string, contents: string): Promise<boolean> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await writeNew(temporary, contents);
    // A link, unlike a file that is opened and then written, is never seen half-written.
    await link(temporary, path).catch((error: unknown) => {
      if (codeOf(error) === 'EEXIST') throw error;
      // File systems without links.
      return writeNew(path, contents);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeNew(path: string, contents: string): Promise<void> {
  const handle = await open(path, 'wx');
  await handle.writeFile(contents).finally(() => handle.close());
}

/** Put an own lock in the place of one that is left behind.
 *
 * Of several who find it, the one that makes the guard may. A guard is named after the contents that it lets replace, so it is of no
 * use to whoever comes late; one that is left behind by a process which was killed within these lines is replaced in the same way.
 *
 * @returns whether it did
 */
async function replaceStale(path: string, stale: string, contents: string): Promise<boolean> {
  const guard = guardOf(path, stale);
  const found = await readLock(guard);
  const isMine =
    found === undefined || (await isHeld(guard, found))
      ? await create(guard, contents)
      : await replaceStale(guard, found.text, contents);
  if (!isMine) return false;
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    if ((await readLock(path))?.text !== stale) return false;
    await writeNew(temporary, contents);
    await rename(temporary, path);
    return true;
  } finally {
    await rm(temporary, { force: true });
    await rm(guard, { force: true });
  }
}

function guardOf(path: string, contents: string): string {
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  return `${path.replace(guardEnd, '')}.${digest}`;
}

/** What the names of guards end with, after that of the lock. */
const guardEnd = /\.[\da-f]{16}$/;

/** The same of guards and temporary files. */
const leftoverEnd = /^(?:\.[\da-f]{16})?(?:\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.tmp)?$/;

/** Whether a lock's owner runs, or may run. */
async function isHeld(path: string, { text, written }: FoundLock): Promise<boolean> {
  const owner = parseOwner(text);
  // Also where the clock went back since.
  if (owner === undefined) return Math.abs(Date.now() - written) < halfLockAge;
  return (await isRunning(owner, () => isListening(path.replace(guardEnd, ''), owner.id))) !== false;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
