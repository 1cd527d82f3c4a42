import { readFile } from 'node:fs/promises';

/** Largest resident memory that processes have had, each at its own time, summed: an upper bound for all at once.
 *
 * @param pids  process ids
 * @returns units of 2^20 bytes; `null` without processes, and where /proc does not tell of each
 */
export async function peakRssMbOf(pids: readonly number[]): Promise<number | null> {
  let kilobytes = 0;
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (peak === undefined) return null;
    kilobytes += Number(peak);
  }
  return pids.length === 0 ? null : kilobytes / 1024;
}
