import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitsFolder } from './wait-case.ts';
import type { WaitRun } from './wait-results.ts';

/** Run a program of Node and measure it. Processes that it starts itself do not count.
 *
 * @param args  file and arguments
 * @returns     what it took and what it printed; with its last messages if it did not end with 0
 */
export async function runMeasured(args: readonly string[]): Promise<WaitRun & { readonly stdout: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'noprior-measured-'));
  try {
    const usageFile = join(folder, 'usage.json');
    const load = loadavg()[0]!;
    const began = performance.now();
    const child = spawn(process.execPath, ['--import', new URL('record-usage.mjs', waitsFolder).href, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NOPRIOR_BENCH_USAGE: usageFile },
    });
    const [out, messages]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => messages.push(part));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const wallSeconds = (performance.now() - began) / 1000;
    const used = await readFile(usageFile, 'utf8').catch(() => '{"cpuSeconds":0,"peakMb":0}');
    const { cpuSeconds, peakMb }: Pick<WaitRun, 'cpuSeconds' | 'peakMb'> = JSON.parse(used);
    const text = Buffer.concat(messages).toString('utf8').trim().slice(-500);
    const failure = code === 0 ? {} : { failure: `ended with ${code}: ${text}` };
    return { wallSeconds, cpuSeconds, peakMb, load, ...failure, stdout: Buffer.concat(out).toString('utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
