import { argument, DomainError, SystemError, wording } from '@noprior/tensor';
import { host } from '#host';
import { describeData } from './describe-data.ts';
import { showPath } from './show-path.ts';

/** Files below a folder. */
export interface FolderFiles {
  /** Paths relative to the folder, parts joined by `/`; nearer ones first, then by name. */
  readonly paths: readonly string[];
  /** Whether there are more than were listed. */
  readonly more: boolean;
}

/** Folders within folders that are looked into: `MNIST/raw/train-images-idx3-ubyte/FILE` has three. */
const maxDepth = 3;
/** Files and folders that are listed at most. */
const maxEntries = 20_000;
const beginningBytes = 4096;

/** List the files in a folder and in the folders within it, down to three levels (Node only).
 *
 * Names that begin with a dot and `__MACOSX` are left out, and folders within that cannot be read. Whatever is no folder
 * counts as a file.
 *
 * @throws {DomainError} if it is no folder
 * @throws {SystemError} if there is nothing of that name, or it cannot be read
 */
export async function listFolderFiles(folder: string): Promise<FolderFiles> {
  await checkFolder(folder);
  const paths: string[] = [];
  let level = [''];
  let left = maxEntries;
  for (let depth = 0; depth <= maxDepth && left > 0; depth++) {
    const next: string[] = [];
    for (const prefix of level) {
      if (left <= 0) break;
      const entries = await readEntries(folder, prefix, left).catch((cause: unknown) => {
        if (prefix === '') throw refuseFolder(folder, cause);
        return [];
      });
      left -= entries.length;
      for (const { path, isFolder } of entries) (isFolder ? next : paths).push(isFolder ? `${path}/` : path);
    }
    level = next;
  }
  return { paths, more: left <= 0 || level.length > 0 };
}

interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What is in a folder within `folder`, by name; at most so many entries. */
async function readEntries(folder: string, prefix: string, most: number): Promise<Entry[]> {
  const { opendir, stat } = await host.fs();
  const { join } = await host.path();
  const entries: Entry[] = [];
  for await (const entry of await opendir(join(folder, prefix), { bufferSize: 1024 })) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = `${prefix}${entry.name}`;
    const status = entry.isSymbolicLink() ? await stat(join(folder, path)).catch(() => entry) : entry;
    entries.push({ path, isFolder: status.isDirectory() });
    if (entries.length === most) break;
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path names a folder; what else it is becomes an error. */
async function checkFolder(folder: string): Promise<void> {
  const { stat } = await host.fs();
  const status = await stat(folder).catch((cause: unknown) => {
    throw refuseFolder(folder, cause);
  });
  if (status.isDirectory()) return;
  const beginning = status.isFile() ? await readBeginning(folder) : undefined;
  const contents = beginning && describeData(beginning);
  const kind = status.isFile() ? 'a file' : 'a pipe, a socket or a device';
  throw new DomainError(
    wording`loadDataset: ${showPath(folder)} is ${kind}, not a folder${contents === undefined ? '' : ` (it is ${contents})`}; pass the folder that holds the files of the data set as ${argument('dataDir')}`,
  );
}

/** The first bytes of a regular file; undefined if it is none or cannot be read (Node only). */
export async function readBeginning(path: string): Promise<Uint8Array | undefined> {
  const { constants, open } = await host.fs();
  try {
    // A pipe without a writer would hold up any other way to open it.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await handle.stat()).isFile()) return undefined;
      const { bytesRead, buffer } = await handle.read(new Uint8Array(beginningBytes), 0, beginningBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function refuseFolder(folder: string, cause: unknown): SystemError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const found =
    code === 'ENOENT'
      ? `there is no folder ${showPath(folder)}`
      : `cannot read the folder ${showPath(folder)} (${reason})`;
  return new SystemError(
    wording`loadDataset: ${found}; pass the folder that holds the files of the data set as ${argument('dataDir')}`,
    { cause },
  );
}
