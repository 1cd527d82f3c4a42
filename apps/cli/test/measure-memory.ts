import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finished, runNoprior } from './run-noprior.ts';

const hook = fileURLToPath(new URL('./hooks/report-memory.cjs', import.meta.url));

/** Whether the system tells how much memory a process had. */
export const canMeasureMemory: boolean = existsSync('/proc/self/status');

/** A process that ended, and the most memory that it had. */
export interface Measured extends Finished {
  /** Bytes. */
  readonly peak: number;
}

/** Run the real binary to its end, and measure its memory. */
export async function measureMemory(args: readonly string[], cwd: string): Promise<Measured> {
  const report = join(cwd, `memory-${crypto.randomUUID()}`);
  const env = { NOPRIOR_TEST_MEMORY: report };
  const finished = await runNoprior(args, { cwd, nodeOptions: ['--require', hook], env });
  return { ...finished, peak: 1024 * Number(readFileSync(report, 'utf8')) };
}
