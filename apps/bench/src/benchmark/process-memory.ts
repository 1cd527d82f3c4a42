import { readFile } from 'node:fs/promises';

/** Largest resident memory that a process has had.
 *
 * @param pid  process id
 * @returns units of 2^20 bytes; `null` where /proc does not tell
 */
export async function peakRssMbOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return peak === undefined ? null : Number(peak) / 1024;
}
