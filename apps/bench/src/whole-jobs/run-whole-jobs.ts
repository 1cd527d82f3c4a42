import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openBackend } from '@noprior/backends';
import { describeMachine } from '../benchmark/describe-machine.ts';
import type { Machine } from '../benchmark/results.ts';
import { selectByName } from '../select-by-name.ts';
import type { JobResult } from './job-result.ts';
import { measureReconstruct, reconstructCases } from './reconstruct.ts';
import { measureTraining, trainingCases } from './trainings.ts';

/** Suites of whole jobs, each run once on the fastest backend that opens. */
export const wholeJobSuites = ['trainings', 'reconstruct'] as const;

type WholeJobSuite = (typeof wholeJobSuites)[number];

const jobs = { trainings: trainingCases, reconstruct: reconstructCases } as const;

/** Options of {@link runWholeJobs}. */
export interface WholeJobOptions {
  readonly filter: string;
  readonly dataDir?: string;
  /** Run this job in this process and print its result. */
  readonly job?: number;
  /** Called with what is done so far after every job, so that a run that ends early loses one. */
  readonly onJob?: (soFar: WholeJobResult) => Promise<void>;
  readonly onProgress: (line: string) => void;
}

/** Outcome of a suite of whole jobs. */
export interface WholeJobResult {
  readonly suite: WholeJobSuite;
  readonly date: string;
  readonly machine: Machine;
  readonly rows: readonly JobResult[];
}

export function isWholeJobSuite(suite: string): suite is WholeJobSuite {
  return wholeJobSuites.some((name) => name === suite);
}

/** Run every job in a process of its own, so that its peak memory is its own.
 * @returns `undefined` in such a process */
export async function runWholeJobs(
  suite: WholeJobSuite,
  options: WholeJobOptions,
): Promise<WholeJobResult | undefined> {
  const { filter, dataDir, job, onProgress } = options;
  if (job !== undefined) {
    process.stdout.write(JSON.stringify(await measureJob(suite, job, dataDir)));
    return undefined;
  }
  const rows: JobResult[] = [];
  const result = (): WholeJobResult => ({
    suite,
    date: new Date().toISOString(),
    machine: describeMachine(),
    rows,
  });
  const all = [...jobs[suite].map((one) => JSON.stringify(one)).entries()];
  for (const [index, described] of selectByName(all, ([, name]) => name, filter)) {
    onProgress(`${suite} ${index + 1}/${jobs[suite].length}: ${described}`);
    const location = dataDir === undefined ? [] : ['--data-dir', dataDir];
    const child = [process.argv[1]!, suite, '--job', String(index), ...location];
    const { stdout } = await promisify(execFile)(process.execPath, child);
    rows.push(JSON.parse(stdout));
    await options.onJob?.(result());
  }
  return result();
}

async function measureJob(suite: WholeJobSuite, index: number, dataDir: string | undefined): Promise<JobResult> {
  const backend = await openBackend('auto', { dtype: 'float32' });
  try {
    if (suite === 'trainings') return await measureTraining(backend, trainingCases[index]!);
    return await measureReconstruct(backend, reconstructCases[index]!, dataDir);
  } finally {
    await backend.dispose();
  }
}

/** Rows for the terminal. */
export function wholeJobTable(rows: readonly JobResult[]): string {
  const lines = rows.map(
    ({ case: name, medianMs, peakRssMb, note }) =>
      `${name.padEnd(62)}${(medianMs / 1000).toFixed(1).padStart(9)}${peakRssMb.toFixed(0).padStart(9)}  ${note}`,
  );
  return `${[`${'job'.padEnd(62)}  seconds   RSS MB`, ...lines].join('\n')}\n`;
}
