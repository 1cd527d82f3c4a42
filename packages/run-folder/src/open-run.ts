import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryNameOf, removeCheckpoint } from '@noprior/array-files';
import { DomainError, SystemError } from '@noprior/tensor';
import { checkResults, readEarlier, unchangedResults } from './earlier-results.ts';
import { makeFolder, removeEmptyFolders } from './make-folder.ts';
import type { RunRecordFile } from './read-record.ts';
import { refuseReplacing } from './refuse-replacing.ts';
import { refuseResult } from './refuse-result.ts';
import type { RunLocation } from './run-location.ts';
import { type Publication, publishFiles, recoverStaged } from './staged-files.ts';
import { type Lock, takeLock } from './take-lock.ts';

/** What a command is about to write, and where. */
export interface OpenRunOptions {
  /** Name of the command; a record of another one is never replaced. */
  readonly command: string;
  /** Names of the results that it may write. */
  readonly files: readonly string[];
  /** Paths that it reads. */
  readonly inputs: readonly string[];
  /** Paths that it writes elsewhere, such as a report. */
  readonly otherOutputs?: readonly string[];
  /** Results are added to those of earlier runs of the command: a finished one is not in the way, and its other results stay. */
  readonly cumulative?: boolean;
  /** Replace a finished run, or the checkpoint of an unfinished one. */
  readonly overwrite?: boolean;
  /** Go on from the checkpoint, if there is one. */
  readonly resume?: boolean;
  /** Tells how far a checkpoint got, for messages.
   *
   * @throws if the file is damaged
   */
  readonly describeCheckpoint?: (path: string) => Promise<string>;
}

/** A place for the results of one run, which no other process writes to until it is closed. */
export interface OpenRun {
  /** Path of the checkpoint. */
  readonly checkpoint: string;
  /** Whether there is a checkpoint to go on from, and it was asked for. */
  readonly resuming: boolean;
  /** The record of a run that is finished already, where going on was asked for. */
  readonly finished: RunRecordFile | undefined;
  /** Replace what is there by these results, all at once.
   *
   * @throws {DomainError} if the lock was lost
   */
  readonly publish: (publication: Publication) => Promise<void>;
  /** Unlock. */
  readonly close: () => Promise<void>;
}

/** Lock a place for the results of a run, complete what a killed process left there, and refuse to lose anything.
 *
 * @throws {DomainError} while another process uses it; if an output is an input; if a finished run, the checkpoint of an
 *   unfinished one or a file of somebody else is in the way and neither `overwrite` nor `resume` says what to do
 * @throws {SystemError} if nothing can be written there
 * @example const run = await openRun(folderLocation('attack'), { command: 'attack', files: ['candidates.npz'], inputs: [model] });
 */
export async function openRun(location: RunLocation, options: OpenRunOptions): Promise<OpenRun> {
  const { folder } = location;
  const own = [...options.files, location.record, location.checkpoint].map((name) => join(folder, name));
  const outputs = [...own, ...(options.otherOutputs ?? [])];
  await refuseReplacing(outputs, options.inputs);
  const lock = await lockPlace(location);
  try {
    await removeTemporaries(location, options.files);
    await recoverStaged(location);
    // Links may have come to their places just now.
    await refuseReplacing(outputs, options.inputs);
    for (const path of own) await refuseFolder(path);
    for (const name of options.files) await refuseResult(join(folder, name), join(folder, location.record));
    const state = await settle(location, options);
    return {
      ...state,
      checkpoint: join(folder, location.checkpoint),
      publish: async (publication) => {
        const earlier = await unchangedResults(location);
        if (options.cumulative !== true) {
          const replaced = new Set([location.record, ...options.files, ...Object.keys(earlier)]);
          return publishFiles(location, publication, [...replaced], lock.check);
        }
        const record: Publication['record'] = (files) => publication.record({ ...earlier, ...files });
        const replaced = [location.record, ...Object.keys(publication.files)];
        return publishFiles(location, { ...publication, record }, replaced, lock.check);
      },
      close: lock.release,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Lock a place. The folders that are made for it go again with the lock if nothing was written there. */
async function lockPlace({ folder, lock, named }: RunLocation): Promise<Lock> {
  let made: string[] = [];
  try {
    made = await makeFolder(folder);
    const taken = await takeLock(join(folder, lock), named);
    const release = async (): Promise<void> => {
      await taken.release();
      await removeEmptyFolders(made);
    };
    return { ...taken, release };
  } catch (cause) {
    await removeEmptyFolders(made);
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new SystemError(`output: cannot write to ${folder} (${cause.message}); name another place with --out`, {
      cause,
    });
  }
}

/** Decide between what is there and what was asked for. */
async function settle(
  location: RunLocation,
  { command, files, cumulative = false, overwrite = false, resume = false, describeCheckpoint }: OpenRunOptions,
): Promise<Pick<OpenRun, 'resuming' | 'finished'>> {
  const { folder, named } = location;
  const record = await readEarlier(location, overwrite);
  if (record !== undefined && record.command !== command) {
    const by = record.command === undefined ? 'another program' : `noprior ${record.command}`;
    throw new DomainError(
      `output: ${record.path} is of ${by}, and noprior ${command} would replace it; name another place with --out`,
    );
  }
  if (cumulative) return { resuming: false, finished: undefined };
  const hasCheckpoint = existsSync(join(folder, location.checkpoint));
  if (resume && hasCheckpoint) return { resuming: true, finished: undefined };
  if (resume && record !== undefined) {
    await checkResults(location, record);
    return { resuming: false, finished: record };
  }
  if (overwrite) {
    if (hasCheckpoint) await removeCheckpoint(join(folder, location.checkpoint));
    return { resuming: false, finished: undefined };
  }
  if (record !== undefined) {
    const goOn = hasCheckpoint ? '--resume to go on from its checkpoint, ' : '';
    throw new DomainError(
      `output: ${named} holds a finished run (${describe(record, files)}); add ${goOn}--overwrite to replace it, or name another place with --out`,
    );
  }
  if (hasCheckpoint) {
    const far = (await describeCheckpoint?.(join(folder, location.checkpoint))) ?? '';
    throw new DomainError(
      `output: ${named} holds the checkpoint of an unfinished run${far === '' ? '' : ` (${far})`}; add --resume to go on from it, --overwrite to start anew, or name another place with --out`,
    );
  }
  const foreign = files.find((name) => existsSync(join(folder, name)));
  if (foreign !== undefined) {
    throw new DomainError(
      `output: ${join(folder, foreign)} is there already, and no ${location.record} says what made it; add --overwrite to replace it, or name another place with --out`,
    );
  }
  return { resuming: false, finished: undefined };
}

function describe({ fields: { command, seed, version }, files }: RunRecordFile, known: readonly string[]): string {
  const parts = [`noprior ${String(command)}`];
  if (typeof seed === 'number') parts.push(`seed ${seed}`);
  if (typeof version === 'string') parts.push(`version ${version}`);
  // Such as weights in another format: they would go, too.
  const others = Object.keys(files).filter((name) => !known.includes(name));
  if (others.length > 0) parts.push(`results ${others.join(', ')}`);
  return parts.join(', ');
}

/** Remove temporary files of processes that were killed while they wrote a file of this run. */
async function removeTemporaries({ folder, record, checkpoint }: RunLocation, files: readonly string[]): Promise<void> {
  const whole = [...files, record, checkpoint];
  for (const name of await readdir(folder)) {
    if (whole.some((file) => isTemporaryNameOf(name, file))) await rm(join(folder, name), { force: true });
  }
}

async function refuseFolder(path: string): Promise<void> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) {
    throw new DomainError(`output: ${path} is a folder, expected the name of a file; name another place with --out`);
  }
}
