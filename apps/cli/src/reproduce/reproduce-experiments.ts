import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '@noprior/array-files';
import {
  compileExperiment,
  DurationModel,
  datasetsOf,
  type Experiment,
  findExperiments,
  forkWorker,
  Plan,
  type PlannedPoint,
  type PlanResult,
  readResults,
  runPlan,
  type Step,
  StepCache,
  stepSeconds,
} from '@noprior/experiments';
import { folderLocation, type WriteFile } from '@noprior/run-folder';
import { DomainError, SystemError } from '@noprior/tensor';
import { findCacheFolder } from '../cache-folder.ts';
import { escapeToOneLine } from '../escape-controls.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { openBackend } from '../open-backend.ts';
import { formatSeconds, Progress } from '../progress.ts';
import { type RunOutput, withOutput } from '../run-output.ts';
import { type RunDevice, readRunPlace } from '../run-record.ts';
import type { Terminal } from '../terminal.ts';
import { toJson } from '../to-json.ts';
import { readChecksums } from './data-files.ts';
import { describeSummary } from './describe-summary.ts';
import type { ReproduceOptions } from './reproduce-options.ts';
import { loadStoredExperiment, resultsFile, type StoredExperiment, storedExperimentText } from './stored-experiment.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** An experiment with its points. */
interface Planned {
  readonly experiment: Experiment;
  readonly points: readonly PlannedPoint[];
}

/** Run experiments: plan, compute what is missing, summarise.
 *
 * @throws {DomainError} for unknown names, data that are missing, a folder in use, and if a step went wrong
 * @throws {SystemError} if the system refused a step what it needs, such as room on the disk
 * @throws {InterruptedError} if it was interrupted; what is done stays
 */
export async function reproduceExperiments(
  names: readonly string[],
  options: ReproduceOptions,
  terminal: Terminal,
): Promise<void> {
  const chosen = findExperiments(names);
  const datasets = chosen.flatMap((experiment) => datasetsOf(experiment, options.scale));
  const data = dataFolders(datasets, options, terminal);
  const backend = await openBackend(options.backend, 'float64', terminal);
  try {
    const files = await readChecksums(datasets, data, (text) => terminal.err(`note: ${text}\n`));
    const plan = new Plan({ backend: backend.name });
    const planned = chosen.map((experiment): Planned => {
      return { experiment, points: compileExperiment(experiment, options.scale, plan, { files }) };
    });
    const cache = new StepCache(join(options.out, 'cache'));
    if (options.dryRun) {
      await printPlan(plan.steps, planned, cache, options, terminal);
      return;
    }
    const target = {
      command: 'reproduce',
      location: folderLocation(options.out),
      files: [],
      inputs: [],
      cumulative: true,
    };
    await withOutput(target, options, terminal, async (output) => {
      if (options.overwrite !== true) await refuseOtherScale(planned, options);
      await cache.prepare();
      const settings: WorkerSettings = {
        cache: cache.folder,
        backend: backend.name,
        threads: options.workers === 1 ? null : Math.max(1, Math.floor(availableParallelism() / options.workers)),
        data,
      };
      const result = await runWithProgress(plan.steps, cache, settings, options, terminal);
      await finish(planned, cache, result, { options, output, terminal, device: { backend, dtype: 'float32' } });
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

/** The built worker beside this module. */
function workerModule(): string {
  return fileURLToPath(new URL('./worker.js', import.meta.url));
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
      startWorker: () => forkWorker(workerModule(), { args: [JSON.stringify(settings)] }),
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
    if (result.aborted) {
      throw new InterruptedError(
        `interrupted; ${result.reused + result.computed} of ${steps.length} results are in ${out}, the same command goes on from there`,
      );
    }
    return result;
  } finally {
    progress.done();
  }
}

/** Results of another scale took their time, too.
 *
 * @throws {DomainError} if the folder has some of an experiment that is chosen
 */
async function refuseOtherScale(planned: readonly Planned[], { out, scale }: ReproduceOptions): Promise<void> {
  for (const { experiment } of planned) {
    // What is damaged is no loss: it is put together anew.
    const stored = await loadStoredExperiment(out, experiment.name).catch(() => undefined);
    if (stored === undefined || stored.scale === scale) continue;
    throw new DomainError(
      `reproduce: ${out} has results of ${stored.name} at scale ${stored.scale}, which those at scale ${scale} would replace; add --overwrite, or name another folder`,
    );
  }
}

interface Finishing {
  readonly options: ReproduceOptions;
  readonly output: RunOutput;
  readonly terminal: Terminal;
  readonly device: RunDevice;
}

async function finish(
  planned: readonly Planned[],
  cache: StepCache,
  result: PlanResult,
  { options, output, terminal, device }: Finishing,
): Promise<void> {
  const files: Record<string, WriteFile> = {};
  const outlines: Record<string, unknown> = {};
  const ran = { ...(await readRunPlace(device)), workers: options.workers };
  for (const { experiment, points } of planned) {
    const { name, title, about, scales } = experiment;
    const setting = scales[options.scale];
    const results = await readResults(points, cache);
    const summary = experiment.summarize(results, setting);
    const seconds = stepSeconds(results);
    const contents: StoredExperiment = {
      name,
      title,
      about,
      scale: options.scale,
      setting,
      seconds,
      ran,
      summary,
      results,
    };
    files[resultsFile(name)] = (path) => writeFileAtomically(path, storedExperimentText(contents));
    outlines[name] = summary.claims;
    if (!options.json) terminal.out(`${describeSummary(experiment, summary)}\n`);
  }
  const failures = result.failures.map(({ step: { kind, parameters, key }, message, code }) => ({
    kind,
    parameters,
    key,
    message,
    code,
  }));
  const { reused, computed, blocked, seconds } = result;
  await output.publish({
    files,
    facts: {
      command: 'reproduce',
      arguments: { experiments: planned.map(({ experiment }) => experiment.name), ...options },
      config: Object.fromEntries(planned.map(({ experiment: { name, scales } }) => [name, scales[options.scale]])),
      seed: null,
      checksums: {},
      seconds,
      results: { reused, computed, blocked, failures, claims: outlines },
      device,
    },
  });
  const counts = { steps: reused + computed + blocked + failures.length, reused, computed, blocked, seconds };
  if (options.json)
    terminal.out(`${toJson('reproduce', { ...counts, failures, claims: outlines, out: options.out })}\n`);
  else {
    terminal.out(
      `${options.out}: ${computed} results computed and ${reused} reused in ${formatSeconds(seconds)}, scale ${options.scale}\n`,
    );
  }
  if (failures.length > 0) {
    for (const { kind, parameters, message } of failures) {
      terminal.err(`${escapeToOneLine(`${kind} ${JSON.stringify(parameters)}: ${message}`)}\n`);
    }
    // A disk that is full is no fault of what was asked for.
    const ErrorClass = failures.some(({ code }) => code === 'SYSTEM') ? SystemError : DomainError;
    throw new ErrorClass(
      `reproduce: ${failures.length} steps went wrong, and ${blocked} could not begin without them; the others are kept, the same command tries these again`,
    );
  }
}

async function printPlan(
  steps: readonly Step[],
  planned: readonly Planned[],
  cache: StepCache,
  options: ReproduceOptions,
  terminal: Terminal,
): Promise<void> {
  const durations = new DurationModel();
  const left: Step[] = [];
  for (const step of steps) {
    const state = await cache.inspect(step);
    if (state.kind === 'sound') durations.add(step, state.result.seconds);
    else left.push(step);
  }
  const kinds = [...new Set(steps.map(({ kind }) => kind))].map((kind) => {
    const own = left.filter((step) => step.kind === kind);
    return {
      kind,
      steps: steps.filter((step) => step.kind === kind).length,
      left: own.length,
      seconds: own.reduce((sum, step) => sum + durations.seconds(step), 0),
    };
  });
  const secondsLeft = durations.secondsLeft(left, options.workers);
  const list = planned.map(({ experiment, points }) => ({
    name: experiment.name,
    points: points.length,
    steps: new Set(points.flatMap((point) => Object.values(point.steps).map(({ key }) => key))).size,
  }));
  if (options.json) {
    terminal.out(
      `${toJson('reproduce', { experiments: list, kinds, steps: steps.length, left: left.length, secondsLeft })}\n`,
    );
    return;
  }
  for (const { name, points, steps: count } of list) terminal.out(`${name}: ${points} points, ${count} steps\n`);
  for (const { kind, steps: count, left: rest, seconds } of kinds) {
    terminal.out(`  ${kind}: ${count} steps, ${rest} to do, about ${formatSeconds(seconds)}\n`);
  }
  terminal.out(
    `${steps.length} steps together, ${left.length} to do, about ${formatSeconds(secondsLeft)} with ${options.workers} workers at scale ${options.scale}; nothing was computed\n`,
  );
}
