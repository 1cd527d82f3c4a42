import { describeMachine } from '../benchmark/describe-machine.ts';
import { packageVersions } from '../benchmark/package-versions.ts';
import { runChild } from '../run-child.ts';
import { selectByName } from '../select-by-name.ts';
import { measureTheoryJob } from './measure-theory-job.ts';
import { theoryJobs } from './theory-jobs.ts';
import type { TheoryEntry, TheoryResult, TheorySuite } from './theory-result.ts';

/** Options of {@link runTheorySuite}. */
export interface TheorySuiteOptions {
  readonly scale: 'full' | 'smoke';
  /** Only jobs whose name contains it. */
  readonly filter: string;
  readonly dataDir?: string;
  /** Run this job in this process and print its result. */
  readonly job?: number;
  /** Jobs of an earlier run: those that the filter leaves out are kept. */
  readonly earlier?: TheoryResult | undefined;
  readonly onProgress: (line: string) => void;
  /** Called with everything so far after each job. */
  readonly onJob?: (result: TheoryResult) => Promise<void>;
}

/** Packages whose versions the figures depend on. */
const libraries = [
  '@noprior/kkt-loss',
  '@noprior/max-margin',
  '@noprior/relu-models',
  '@noprior/transforms',
  'ml-matrix',
  'onnxruntime-node',
];

/** Run every job of a suite once, each in a process of its own, so that its peak memory is its own.
 *
 * @returns `undefined` in such a process
 */
export async function runTheorySuite(
  suite: TheorySuite,
  options: TheorySuiteOptions,
): Promise<TheoryResult | undefined> {
  const { scale, filter, dataDir, job, earlier, onProgress, onJob } = options;
  const context = {
    onProgress: (line: string) => onProgress(`  ${line}`),
    ...(dataDir === undefined ? {} : { dataDir }),
  };
  if (job !== undefined) {
    process.stdout.write(JSON.stringify(await measureTheoryJob(suite, scale, job, context)));
    return undefined;
  }
  const names = theoryJobs(suite, scale);
  const wanted = selectByName(names, (name) => name, filter);
  const kept = earlier?.suite === suite && earlier.scale === scale ? earlier.jobs : [];
  const done = new Map<string, TheoryEntry>(kept.map((entry) => [entry.job, entry]));
  const result = (): TheoryResult => ({
    suite,
    scale,
    machine: describeMachine(),
    versions: packageVersions(libraries),
    jobs: names.flatMap((name) => done.get(name) ?? []),
  });
  const began = performance.now();
  for (const [count, name] of wanted.entries()) {
    const perJob = (performance.now() - began) / 1000 / count;
    const left = count === 0 ? '' : `, about ${Math.ceil((perJob * (wanted.length - count)) / 60)} min left`;
    onProgress(`${suite} ${count + 1}/${wanted.length}${left}: ${name}`);
    const location = dataDir === undefined ? [] : ['--data-dir', dataDir];
    const args = [suite, '--scale', scale, '--job', String(names.indexOf(name)), ...location];
    done.set(name, JSON.parse(await runChild(args)));
    await onJob?.(result());
  }
  return result();
}
