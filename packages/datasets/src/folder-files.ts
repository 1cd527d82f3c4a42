import { DomainError, quoteText, SystemError } from '@noprior/tensor';
import { describeData } from './describe-data.ts';

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
const maxEntries = 50_000;
const beginningBytes = 4096;

/** List the files in a folder and in the folders within it, down to three levels (Node only).
 *
 * Names that begin with a dot and `__MACOSX` are left out. Whatever is no folder counts as a file.
 *
 * @throws {SystemError} if there is no such folder, if it is a file, or if it cannot be read
 */
export async function listFolderFiles(folder: string): Promise<FolderFiles> {
  const { opendir, stat } = await import('node:fs/promises');
  const { join } = await import('node:path');
  await checkFolder(folder);
  const paths: string[] = [];
  let level = [''];
  let listed = 0;
  for (let depth = 0; depth <= maxDepth && listed < maxEntries; depth++) {
    const next: string[] = [];
    for (const prefix of level) {
      const entries = await opendir(join(folder, prefix)).catch((cause: unknown) => {
        if (prefix === '') throw refuseFolder(folder, cause);
        return undefined;
      });
      const found: string[] = [];
      for await (const entry of entries ?? []) {
        if (listed >= maxEntries) break;
        if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
        listed += 1;
        const path = `${prefix}${entry.name}`;
        const isFolder = entry.isSymbolicLink()
          ? await stat(join(folder, path)).then(
              (status) => status.isDirectory(),
              () => false,
            )
          : entry.isDirectory();
        if (isFolder) next.push(`${path}/`);
        else found.push(path);
      }
      paths.push(...found.sort());
    }
    level = next.sort();
  }
  return { paths, more: listed >= maxEntries || level.length > 0 };
}

/** Whether a path names a folder; what else it is becomes an error. */
async function checkFolder(folder: string): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const status = await stat(folder).catch((cause: unknown) => {
    throw refuseFolder(folder, cause);
  });
  if (status.isDirectory()) return;
  const beginning = status.isFile() ? await readBeginning(folder) : undefined;
  const contents = beginning && describeData(beginning);
  const kind = status.isFile() ? 'a file' : 'a pipe, a socket or a device';
  throw new DomainError(
    `loadDataset: ${quoteText(folder)} is ${kind}, not a folder` +
      `${contents === undefined ? '' : ` (it is ${contents})`}; pass the folder that holds the files of the data set as dataDir`,
  );
}

/** The first bytes of a regular file; undefined if it is none or cannot be read (Node only). */
export async function readBeginning(path: string): Promise<Uint8Array | undefined> {
  const { constants, open } = await import('node:fs/promises');
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
      ? `there is no folder ${quoteText(folder)}`
      : `cannot read the folder ${quoteText(folder)} (${reason})`;
  return new SystemError(`loadDataset: ${found}; pass the folder that holds the files of the data set as dataDir`, {
    cause,
  });
}
