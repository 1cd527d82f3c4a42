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
    started: (await statusOf(process.pid))?.started ?? null,
  };
}

/** Whether a process still runs, as far as this machine can tell.
 *
 * @param hasSign  whether a process of another container gives a sign of life
 * @returns `unknown` for a process of another machine, or of another container without a sign
 */
export async function isRunning(
  owner: ProcessIdentity,
  hasSign: () => Promise<boolean | 'unknown'>,
): Promise<boolean | 'unknown'> {
  const own = await currentProcess();
  if (owner.boot === null || own.boot === null || owner.boot !== own.boot) {
    if (owner.machine !== own.machine) return 'unknown';
    // The machine was started anew: what ran on it before is gone.
    if (owner.boot !== null && own.boot !== null) return false;
  }
  // Its number means nothing here, whatever the names of the machines: containers may share one or change it.
  if (owner.namespace !== null && own.namespace !== null && owner.namespace !== own.namespace) return hasSign();
  if (!hasNumber(owner.process)) return false;
  if (own.started === null) return true;
  // This release always writes the time, so a lock without it that names this process is of an earlier one.
  if (owner.started === null) return owner.process !== process.pid;
  const status = await statusOf(owner.process);
  // Some systems hide the processes of other users.
  if (status === null) return hasNumber(owner.process);
  // What was killed keeps its number until its parent asks for it, but writes nothing more.
  return status.started === owner.started && !/[ZX]/.test(status.state);
}

function hasNumber(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Fields 3 and 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets. */
async function statusOf(id: number): Promise<{ readonly state: string; readonly started: string } | null> {
  const text = await readText(`/proc/${id}/stat`);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  return state === undefined || started === undefined ? null : { state, started };
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
