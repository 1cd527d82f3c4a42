import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** What tells a process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  /** Its number, within its process namespace. */
  readonly process: number;
  /** Host name of its machine. */
  readonly machine: string;
  /** Random number of the machine's last start; `null` where the system does not tell. */
  readonly boot: string | null;
  /** Process namespace: containers have their own numbers. `null` where the system does not tell. */
  readonly namespace: string | null;
  /** When it started, in ticks since the machine did; `null` where the system does not tell. */
  readonly started: string | null;
}

/** The identity of this process. Only Linux tells all of it. */
export async function currentProcess(): Promise<ProcessIdentity> {
  return {
    process: process.pid,
    machine: hostname(),
    boot: await readText('/proc/sys/kernel/random/boot_id'),
    namespace: await readlink('/proc/self/ns/pid').catch(() => null),
    started: await startOf(process.pid),
  };
}

/** Whether a process still runs, as far as this machine can tell.
 *
 * @returns `unknown` for a process of another machine
 */
export async function isRunning(owner: ProcessIdentity): Promise<boolean | 'unknown'> {
  const own = await currentProcess();
  if (owner.machine !== own.machine) return 'unknown';
  // The machine was started anew, or the container was: what ran in it before is gone.
  if (owner.boot !== null && own.boot !== null && owner.boot !== own.boot) return false;
  if (owner.namespace !== null && own.namespace !== null && owner.namespace !== own.namespace) return false;
  if (!hasNumber(owner.process)) return false;
  if (own.started === null) return true;
  // This release always writes the time, so a lock without it that names this process is of an earlier one.
  if (owner.started === null) return owner.process !== process.pid;
  return (await startOf(owner.process)) === owner.started;
}

function hasNumber(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets. */
async function startOf(id: number): Promise<string | null> {
  const text = await readText(`/proc/${id}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
