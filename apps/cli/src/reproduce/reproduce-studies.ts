import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  compileExperiment,
  datasetsOf,
  findExperiments,
  forkWorker,
  loadStudy,
  Plan,
  type PlannedStudy,
  type PlanResult,
  resultsFile,
  runPlan,
  type Step,
  StepCache,
  summarizePlan,
} from '@noprior/experiments';
import { planDocument, renderTerminal } from '@noprior/report';
import { folderLocation, readRunPlace } from '@noprior/run-folder';
import { DomainError } from '@noprior/tensor';
import { findCacheFolder } from '../cache-folder.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { builtModule } from '../program-files.ts';
import { Progress } from '../progress.ts';
import { withOutput } from '../run-output.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { thisProgram } from '../version.ts';
import { readChecksums } from './data-files.ts';
import { finishStudies } from './finish-studies.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** Run studies: plan, compute what is missing, summarise.
 *
 * @throws {DomainError} for unknown names, data that are missing, a folder in use, and if a step went wrong
 * @throws {SystemError} if the system refused a step what it needs, such as room on the disk
 * @throws {InterruptedError} if it was interrupted; what is done stays
 */
export async function reproduceStudies(
  names: readonly string[],
  options: ReproduceOptions,
  terminal: Terminal,
): Promise<void> {
  const { scale, workers, out } = options;
  const chosen = findExperiments(names);
  const datasets = chosen.flatMap((experiment) => datasetsOf(experiment, scale));
  const data = dataFolders(datasets, options, terminal);
  const backend = await openBackend(options.backend, 'float64', terminal);
  try {
    const files = await readChecksums(datasets, data, (text) => terminal.err(`note: ${text}\n`));
    const plan = new Plan({ backend: backend.name });
    const planned = chosen.map((experiment): PlannedStudy => {
      return { experiment, points: compileExperiment(experiment, scale, plan, { files }) };
    });
    const cache = new StepCache(join(out, 'cache'));
    if (options.dryRun) {
      const summary = await summarizePlan(plan.steps, planned, cache, workers);
      terminal.out(
        options.json
          ? `${toJson('reproduce', summary)}\n`
          : renderTerminal(planDocument(summary, scale, workers), { columns: 100 }),
      );
      return;
    }
    const target = { command: 'reproduce', location: folderLocation(out), files: [], inputs: [], cumulative: true };
    await withOutput(target, options, terminal, async (output) => {
      if (options.overwrite !== true) await refuseOtherScale(planned, options);
      await cache.prepare();
      const device = { backend, dtype: 'float32' } as const;
      const { version, commit } = await readRunPlace(device, thisProgram());
      const settings: WorkerSettings = {
        cache: cache.folder,
        backend: backend.name,
        threads: workers === 1 ? null : Math.max(1, Math.floor(availableParallelism() / workers)),
        data,
        build: { version, commit, workers },
      };
      const result = await runWithProgress(plan.steps, cache, settings, options, terminal);
      await finishStudies(planned, cache, result, { options, output, terminal, device });
    });
  } finally {
    await backend.dispose();
  }
}

/** Where the files of data sets are; a folder for downloads is sought only where one is needed. */
function dataFolders(
  datasets: readonly string[],
  options: ReproduceOptions,
  terminal: Terminal,
): WorkerSettings['data'] {
  if (options.dataDir !== undefined) return { dataDir: options.dataDir };
  return datasets.length === 0 ? {} : { cacheDir: findCacheFolder(terminal) };
}

async function runWithProgress(
  steps: readonly Step[],
  cache: StepCache,
  settings: WorkerSettings,
  { workers, out }: ReproduceOptions,
  terminal: Terminal,
): Promise<PlanResult> {
  const signal = terminal.holdInterrupts();
  const progress = new Progress(terminal, 'reproduce');
  try {
    const result = await runPlan(steps, {
      cache,
      workers,
      startWorker: () => forkWorker(builtModule('worker'), { args: [JSON.stringify(settings)] }),
      signal,
      onProgress: ({ done, total, failed, running, secondsLeft }) => {
        // Between two steps nothing runs; the next news comes at once.
        if (running.length === 0) return;
        const now = running.map(({ kind }) => kind).join(' and ');
        progress.iterations(done, total, `${now} running${failed > 0 ? `, ${failed} failed` : ''}`, secondsLeft);
      },
    });
    for (const { step, reason } of result.damaged) {
      terminal.err(`warning: the result ${step.key} of ${step.kind} was damaged (${reason}) and was not used\n`);
    }
    if (!result.aborted) return result;
    throw new InterruptedError(
      `interrupted; ${result.reused + result.computed} of ${steps.length} results are in ${out}, the same command goes on from there`,
    );
  } finally {
    progress.done();
  }
}

/** Results of another scale took their time, too.
 *
 * @throws {DomainError} if the folder has some of a study that is chosen
 */
async function refuseOtherScale(planned: readonly PlannedStudy[], { out, scale }: ReproduceOptions): Promise<void> {
  for (const { experiment } of planned) {
    // What is damaged is no loss: it is put together anew.
    const stored = await loadStudy(out, resultsFile(experiment.name), experiment.name).catch(() => undefined);
    if (stored === undefined || stored.scale === scale) continue;
    throw new DomainError(
      `reproduce: ${out} has results of ${stored.name} at scale ${stored.scale}, which those at scale ${scale} would replace; add --overwrite, or name another folder`,
    );
  }
}
