import {
  makeRunRecord,
  type OpenRun,
  type OutputFile,
  openOutputFile,
  openRun,
  type RunFacts,
  type RunLocation,
  recordText,
  refuseForeignFile,
  refuseInputsFolder,
  refuseReplacing,
  type WriteFile,
} from '@noprior/run-folder';
import { finishedRun } from './finished-run.ts';
import type { RunOptions } from './options/run-options.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { thisProgram } from './version.ts';

/** Where a command writes, and what it reads. */
export interface RunTarget {
  readonly command: string;
  /** The place of its results; `undefined` if it was asked for none. */
  readonly location: RunLocation | undefined;
  /** Names of the results that it may write there, besides the record. */
  readonly files: readonly string[];
  /** Paths that it reads. */
  readonly inputs: readonly string[];
  /** Files that it writes elsewhere, by the options that name them. */
  readonly others?: Readonly<Record<string, string | undefined>>;
  /** Whether its results are added to those of earlier runs. */
  readonly cumulative?: boolean;
  /** How far the checkpoint got that it could go on from. */
  readonly inspect?: (checkpoint: string) => Promise<{ readonly iteration: number } | undefined>;
}

/** The results of a command. */
export interface RunResults {
  readonly files?: Readonly<Record<string, WriteFile>>;
  readonly facts: RunFacts;
  /** Whether there is nothing to go on from: the checkpoint is removed. */
  readonly finished?: boolean;
}

/** A place that is locked while a command runs. */
export interface RunOutput {
  readonly checkpoint: string;
  /** Whether there is a checkpoint to go on from. */
  readonly resuming: boolean;
  /** Write all results and their record at once, if there is a place for them. */
  readonly publish: (results: RunResults) => Promise<void>;
}

/** Run a command whose results come to a place that it has to itself meanwhile.
 *
 * --resume of a finished run prints its results again and computes nothing.
 *
 * @throws {UsageError} for `--resume` with `--overwrite`
 * @throws {DomainError} {SystemError} as {@link openRun}
 */
export async function withOutput<Options extends RunOptions & { readonly json?: boolean; readonly dataDir?: string }>(
  target: RunTarget,
  options: Options,
  terminal: Terminal,
  body: (output: RunOutput) => Promise<void>,
): Promise<void> {
  const { overwrite = false, resume = false } = options;
  if (overwrite && resume)
    throw new UsageError('--resume goes on from a run that --overwrite replaces: give one of them');
  const others = Object.entries(target.others ?? {}).flatMap(([option, path]) =>
    path === undefined ? [] : [{ option, path }],
  );
  const paths = others.map(({ path }) => path);
  await refuseInputsFolder(paths, options.dataDir, '--data-dir');
  if (target.location === undefined) await refuseReplacing(paths, target.inputs);
  const run =
    target.location === undefined
      ? undefined
      : await openRun(target.location, {
          command: target.command,
          files: target.files,
          inputs: target.inputs,
          otherOutputs: paths,
          cumulative: target.cumulative ?? false,
          overwrite,
          resume,
          describeCheckpoint: async (path) => {
            const found = await target.inspect?.(path);
            return found === undefined ? '' : `iteration ${found.iteration}`;
          },
        });
  const opened: OutputFile[] = [];
  try {
    for (const { option, path } of others) {
      opened.push(await openOutputFile(path, option));
      await refuseForeignFile(path, option, overwrite);
    }
    if (run?.finished !== undefined) {
      await finishedRun(run.finished, options, target.inputs, terminal);
      return;
    }
    if (resume && run?.resuming === false) {
      terminal.err(`note: there is no ${run.checkpoint} to resume from; starting at the beginning\n`);
    }
    // A damaged checkpoint, or one of another kind, is refused before anything is computed.
    if (run?.resuming === true) await target.inspect?.(run.checkpoint);
    await body(toOutput(run));
  } finally {
    for (const file of opened) await file.close();
    await run?.close();
  }
}

function toOutput(run: OpenRun | undefined): RunOutput {
  return {
    checkpoint: run?.checkpoint ?? '',
    resuming: run?.resuming ?? false,
    publish: async ({ files = {}, facts, finished = true }) =>
      run?.publish({
        files,
        finished,
        record: async (checksums) => recordText(await makeRunRecord(facts, checksums, thisProgram())),
      }),
  };
}
