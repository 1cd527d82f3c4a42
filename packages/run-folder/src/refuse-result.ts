import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DomainError } from '@noprior/tensor';
import { readRunRecord } from './read-record.ts';
import { fileLocation, folderLocation } from './run-location.ts';

/** Names of records and checkpoints of runs, and of the records beside a checkpoint. */
const ownNames = /^(?:.+\.)?(?:run\.json|checkpoint\.safetensors|checkpoint\.records-[\da-f]{8}\.jsonl)$/;

/** Refuse to replace a file that another run keeps: its record, its checkpoint or one of its results.
 *
 * @param path       file that is about to be written
 * @param ownRecord  record of the run that writes it
 * @throws {DomainError} naming the run
 */
export async function refuseResult(path: string, ownRecord?: string): Promise<void> {
  const place = resolve(path);
  if (!existsSync(place)) return;
  if (ownNames.test(basename(place))) {
    throw new DomainError(
      `output: ${path} is the record or the checkpoint of a run, and would be replaced; name another file`,
    );
  }
  const folder = dirname(place);
  const records = [
    [folderLocation(folder), basename(place)],
    [fileLocation(place), basename(place)],
    // The results of an experiment lie in a folder of its own.
    [folderLocation(dirname(folder)), `${basename(folder)}/${basename(place)}`],
  ] as const;
  for (const [location, name] of records) {
    const recordPath = join(location.folder, location.record);
    if (ownRecord !== undefined && recordPath === resolve(ownRecord)) continue;
    // What is no record names nothing.
    const record = await readRunRecord(recordPath).catch(() => undefined);
    if (record?.files[name] === undefined) continue;
    const by = record.command === undefined ? 'another program' : `noprior ${record.command}`;
    throw new DomainError(
      `output: ${path} is a result of ${by} (${recordPath} names it), and would be replaced; name another file`,
    );
  }
}
