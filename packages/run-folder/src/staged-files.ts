import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { readFileBytes, removeCheckpoint, writeFileAtomically } from '@noprior/array-files';
import { fileChecksum } from './file-checksum.ts';
import { asObject } from './internal/fields.ts';
import type { RunLocation } from './run-location.ts';

/** What is still to be done to publish staged files: its presence is what decides that they will be. */
interface Journal {
  /** Names of the results. */
  readonly files: readonly string[];
  /** Names that go before the results come: the old record first, then what it named. */
  readonly remove: readonly string[];
  /** Whether the checkpoint goes, too. */
  readonly finished: boolean;
}

/** A function that writes a file to the path that it is given; the path has the name of the result. */
export type WriteFile = (path: string) => Promise<void>;

/** Results of one run and its record. */
export interface Publication {
  /** How each result is written, by its name in the folder; names may hold folders, with / between them. */
  readonly files: Readonly<Record<string, WriteFile>>;
  /** The text of the record, given the SHA-256 of each result. */
  readonly record: (files: Readonly<Record<string, string>>) => Promise<string> | string;
  /** Whether there is nothing to go on from: the checkpoint is removed. */
  readonly finished: boolean;
}

const journalName = '.journal';

/** No journal is longer: it holds the names of results. */
const maxJournalBytes = 2 ** 22;

/** Write results and record aside, then put them in the place of the old ones.
 *
 * At every moment the folder holds a record with all that it names, or no record. A process that is killed leaves either the
 * old results or, once the journal is written, new ones whose way to their place {@link recoverStaged} completes.
 *
 * @param location  locked by this process
 * @param remove    names in the folder that are replaced: the old record first
 * @param check     throws if the lock was lost
 */
export async function publishFiles(
  location: RunLocation,
  { files, record, finished }: Publication,
  remove: readonly string[],
  check: () => Promise<void>,
): Promise<void> {
  const staged = join(location.folder, `${location.stagedPrefix}${crypto.randomUUID()}`);
  const journal: Journal = { files: Object.keys(files), remove, finished };
  await mkdir(staged);
  try {
    const checksums: Record<string, string> = {};
    for (const [name, write] of Object.entries(files)) {
      await mkdir(dirname(join(staged, name)), { recursive: true });
      await write(join(staged, name));
      checksums[name] = await fileChecksum(join(staged, name));
    }
    await writeFileAtomically(join(staged, location.record), await record(checksums));
    await check();
    await writeFileAtomically(join(staged, journalName), JSON.stringify(journal));
  } catch (error) {
    // Nothing is decided, and the old results stay.
    await rm(staged, { recursive: true, force: true });
    throw error;
  }
  await completeStaged(location, staged, journal);
}

/** Complete what a killed process was publishing, and remove what it had not decided to publish.
 *
 * @param location  locked by this process
 * @returns whether results came to their place
 */
export async function recoverStaged(location: RunLocation): Promise<boolean> {
  let recovered = false;
  for (const name of await stagedFolders(location)) {
    const staged = join(location.folder, name);
    const journal = await readJournal(join(staged, journalName));
    if (journal === undefined) await rm(staged, { recursive: true, force: true });
    else {
      await completeStaged(location, staged, journal);
      recovered = true;
    }
  }
  return recovered;
}

/** Whether results wait to be published that a killed process had decided on, or a running one has. */
export async function hasStaged(location: RunLocation): Promise<boolean> {
  for (const name of await stagedFolders(location)) {
    if ((await readJournal(join(location.folder, name, journalName))) !== undefined) return true;
  }
  return false;
}

/** Every step may be the last one before a kill, and is right to repeat. */
async function completeStaged(location: RunLocation, staged: string, journal: Journal): Promise<void> {
  const { folder, record } = location;
  const waiting = new Set((await readdir(staged, { recursive: true })).map((name) => name.split(sep).join('/')));
  if (waiting.has(record)) {
    // Nothing new has come yet under a name that still waits.
    for (const name of journal.remove) {
      if (waiting.has(name) || !(journal.files.includes(name) || name === record)) await removeFile(join(folder, name));
    }
    for (const name of journal.files) {
      if (!waiting.has(name)) continue;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await rename(join(staged, name), join(folder, name));
    }
    await flush(folder);
    await rename(join(staged, record), join(folder, record));
    await flush(folder);
  }
  if (journal.finished) await removeCheckpoint(join(folder, location.checkpoint));
  await rm(join(staged, journalName), { force: true });
  await rm(staged, { recursive: true, force: true });
}

async function stagedFolders({ folder, stagedPrefix }: RunLocation): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name.startsWith(stagedPrefix)).map(({ name }) => name);
}

async function readJournal(path: string): Promise<Journal | undefined> {
  try {
    // A named pipe is refused and not waited for.
    const text = new TextDecoder().decode(await readFileBytes(path, { maxBytes: maxJournalBytes }));
    const { files, remove, finished } = asObject(JSON.parse(text)) ?? {};
    return isNames(files) && isNames(remove) && typeof finished === 'boolean' ? { files, remove, finished } : undefined;
  } catch {
    return undefined;
  }
}

/** Names within the folder, and nothing that leads out of it. */
function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && isNameWithin(name));
}

/** Whether a text names a file in a folder or in folders below it, with / between names, and leads nowhere else. */
export function isNameWithin(name: string): boolean {
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part));
}

async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Make renames survive a power cut, where the platform can flush a folder. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
