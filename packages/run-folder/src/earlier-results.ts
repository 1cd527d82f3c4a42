import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@noprior/tensor';
import { fileChecksum } from './file-checksum.ts';
import { type RunRecordFile, readRunRecord } from './read-record.ts';
import type { RunLocation } from './run-location.ts';
import { isNameWithin } from './staged-files.ts';

/** The record that is there. One that is damaged may be replaced like a whole one.
 *
 * @throws {FormatError} if it is damaged and may not
 */
export async function readEarlier(
  { folder, record }: RunLocation,
  overwrite: boolean,
): Promise<RunRecordFile | undefined> {
  try {
    return await readRunRecord(join(folder, record));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'FORMAT')) throw error;
    if (overwrite) return undefined;
    throw new FormatError(`output: ${error.message}, add --overwrite to replace it, or name another place with --out`);
  }
}

/** A run whose results are gone does not count as finished.
 *
 * @throws {FormatError} if one that its record names is missing or another one
 */
export async function checkResults(location: RunLocation, { path, files }: RunRecordFile): Promise<void> {
  const whole = await unchangedResults(location);
  const lost = Object.keys(files).filter((name) => !(name in whole));
  if (lost.length === 0) return;
  throw new FormatError(
    `output: ${path} names ${lost.join(', ')}, and what is there is missing or was changed since; add --overwrite instead of --resume to compute it again, or name another place with --out`,
  );
}

/** Results that the record names and that are as it says, with their checksums. */
export async function unchangedResults(location: RunLocation): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const [name, checksum] of Object.entries((await readEarlier(location, true))?.files ?? {})) {
    if (!isNameWithin(name)) continue;
    const path = join(location.folder, name);
    const isFile = (await lstat(path).catch(() => undefined))?.isFile();
    if (isFile && (await fileChecksum(path)) === checksum) results[name] = checksum;
  }
  return results;
}
