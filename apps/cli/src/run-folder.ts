import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@noprior/tensor';
import { prepareOutputFolder } from './output-folder.ts';

/** Prepare the folder of a run, whose `run.json` may replace one of the same command, but of no other.
 *
 * @throws {DomainError} if the folder cannot be written, or holds the `run.json` of another command
 */
export async function prepareRunFolder(folder: string, command: string): Promise<void> {
  await prepareOutputFolder(folder);
  const other = await readCommand(join(folder, 'run.json'));
  if (other !== undefined && other !== command) {
    throw new DomainError(
      `output: ${folder} holds the run.json of noprior ${other}, which noprior ${command} would replace; name another folder with --out`,
    );
  }
}

/** The same for a record that lies beside one file of results.
 *
 * @throws {DomainError} if `path` is the record of another command
 */
export async function prepareRecord(path: string, command: string): Promise<void> {
  const other = await readCommand(path);
  if (other !== undefined && other !== command) {
    throw new DomainError(
      `output: ${path} belongs to noprior ${other}, and noprior ${command} would replace it; name another file with --out`,
    );
  }
}

async function readCommand(path: string): Promise<string | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(path, 'utf8'));
    const named = typeof record === 'object' && record !== null && 'command' in record;
    return named && typeof record.command === 'string' ? record.command : undefined;
  } catch {
    return undefined;
  }
}
