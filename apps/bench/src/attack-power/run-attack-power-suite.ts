import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersions } from '../benchmark/package-versions.ts';
import { runChild } from '../run-child.ts';
import { selectByName } from '../select-by-name.ts';
import type { AttackPowerCase } from './attack-power-case.ts';
import { attackPowerCases } from './attack-power-cases.ts';
import { attackPowerName } from './attack-power-name.ts';
import type { AttackPowerEntry, AttackPowerResult } from './attack-power-result.ts';
import { expectedSeconds } from './expected-seconds.ts';
import type { PictureGrid } from './picture-grids.ts';

/** A job as it comes from its process. */
export interface JobOutput {
  readonly entry: Omit<AttackPowerEntry, 'pictures'>;
  readonly pictures: readonly (Omit<PictureGrid, 'png'> & { readonly base64: string })[];
}

/** Options of {@link runAttackPowerSuite}. */
export interface AttackPowerSuiteOptions {
  readonly scale: 'full' | 'smoke';
  /** Only jobs whose name contains it. */
  readonly filter: string;
  readonly dataDir?: string;
  /** Ends every attack after so many seconds. */
  readonly maxSeconds?: number;
  /** Measure anew what was measured before. */
  readonly again?: boolean;
  /** What an earlier run wrote: its finished jobs are kept. */
  readonly earlier: AttackPowerResult | undefined;
  readonly onProgress: (line: string) => void;
  /** Called with everything so far after each job, and with the pictures of the job. */
  readonly onJob: (result: AttackPowerResult, pictures: JobOutput['pictures']) => Promise<void>;
  /** Runs one job; a process of its own unless given. */
  readonly runJob?: (index: number, networks: string) => Promise<JobOutput>;
}

/** Packages whose versions the figures depend on. */
const libraries = [
  '@noprior/kkt-loss',
  '@noprior/metrics',
  '@noprior/reconstruction-attack',
  '@noprior/relu-models',
  'onnxruntime-node',
];

/** Whether a finished job need not run again: it measured this very case, and a cap on its seconds did not cut it shorter than
 * today's would.
 */
export function isFinished(
  entry: AttackPowerEntry | undefined,
  one: AttackPowerCase,
  maxSeconds: number | undefined,
): entry is AttackPowerEntry {
  if (entry === undefined || JSON.stringify(entry.case) !== JSON.stringify(one)) return false;
  return entry.cutAt === undefined || entry.cutAt >= (maxSeconds ?? Number.POSITIVE_INFINITY);
}

/** Minutes that the remaining jobs take if expectations are off by the factor by which those of the finished ones were;
 * undefined before the first.
 */
export function minutesLeft(
  done: readonly { readonly expected: number; readonly seconds: number }[],
  remaining: readonly number[],
): number | undefined {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const expected = sum(done.map((job) => job.expected));
  if (!(expected > 0)) return undefined;
  return (sum(remaining) * (sum(done.map((job) => job.seconds)) / expected)) / 60;
}

/** Run every job that an earlier run did not finish, each in a process of its own. Trained networks are shared between the jobs of
 * a run.
 *
 * @throws {Error} after all others have run, if jobs failed; it names them, and they count as not finished
 */
export async function runAttackPowerSuite(options: AttackPowerSuiteOptions): Promise<AttackPowerResult> {
  const { scale, filter, maxSeconds, again = false, earlier, onProgress, onJob } = options;
  const cases = attackPowerCases[scale];
  const kept = earlier?.scale === scale ? earlier.jobs : [];
  const done = new Map<string, AttackPowerEntry>(kept.map((entry) => [entry.job, entry]));
  const named = selectByName([...cases.entries()], ([, one]) => attackPowerName(one), filter);
  const wanted = named.filter(([, one]) => again || !isFinished(done.get(attackPowerName(one)), one, maxSeconds));
  const result = (): AttackPowerResult => ({
    suite: 'attack-power',
    scale,
    versions: packageVersions(libraries),
    jobs: cases.flatMap((one) => done.get(attackPowerName(one)) ?? []),
  });
  onProgress(`attack-power: ${wanted.length} of ${cases.length} jobs to do`);
  const networks = await mkdtemp(join(tmpdir(), 'noprior-attack-power-'));
  const runJob = options.runJob ?? ((index) => runInProcess(index, networks, options));
  const paces: { readonly expected: number; readonly seconds: number }[] = [];
  const failed: string[] = [];
  try {
    for (const [count, [index, one]] of wanted.entries()) {
      const name = attackPowerName(one);
      const left = minutesLeft(
        paces,
        wanted.slice(count).map(([, later]) => expectedSeconds(later)),
      );
      const words = left === undefined ? '' : `, about ${Math.ceil(left)} min left`;
      onProgress(`${count + 1}/${wanted.length}${words}: ${name}`);
      const began = performance.now();
      try {
        const { entry, pictures } = await runJob(index, networks);
        const files = pictures.map(({ name: file, title }) => ({ name: file, title }));
        done.set(name, { ...entry, pictures: files });
        await onJob(result(), pictures);
      } catch (error) {
        failed.push(name);
        onProgress(`failed: ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
      paces.push({ expected: expectedSeconds(one), seconds: (performance.now() - began) / 1000 });
    }
  } finally {
    await rm(networks, { recursive: true, force: true });
  }
  if (failed.length > 0) {
    throw new Error(
      `attack-power: ${failed.length} of ${wanted.length} jobs failed (${failed.join('; ')}); run it again for these`,
    );
  }
  return result();
}

/** What this program prints with other arguments; its messages go to ours. */
async function runInProcess(
  index: number,
  networks: string,
  { scale, dataDir, maxSeconds }: AttackPowerSuiteOptions,
): Promise<JobOutput> {
  const args = [
    'attack-power',
    ...['--scale', scale, '--job', String(index), '--networks', networks],
    ...(dataDir === undefined ? [] : ['--data-dir', dataDir]),
    ...(maxSeconds === undefined ? [] : ['--max-seconds', String(maxSeconds)]),
  ];
  return JSON.parse(await runChild(args));
}
