import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSmallText } from '@noprior/run-folder';
import { parseStoredStudy, type StoredStudy } from '../engine/stored-study.ts';
import { experimentNames } from '../studies.ts';

/** Where `noprior reproduce` puts the results of a study, below its folder. */
export function resultsFile(name: string): string {
  return join(name, 'results.json');
}

/** Where `noprior report --format markdown` puts them, beside its document. */
export function documentFile(name: string): string {
  return `${name}.json`;
}

/** Read the studies of a folder that `noprior reproduce` or `noprior report` wrote, in the order in which `all` runs them.
 *
 * @throws {FormatError} for a file that is no study, or was changed since it was written
 */
export async function loadStudies(folder: string): Promise<StoredStudy[]> {
  const found: StoredStudy[] = [];
  for (const name of experimentNames) {
    const study =
      (await loadStudy(folder, resultsFile(name), name)) ?? (await loadStudy(folder, documentFile(name), name));
    if (study !== undefined) found.push(study);
  }
  return found;
}

/** Read one study of a folder of `noprior reproduce`.
 *
 * @param file  below the folder
 * @returns     `undefined` if it is not there
 * @throws {FormatError} for a file that is no study of this name, or was changed since it was written
 */
export async function loadStudy(folder: string, file: string, name: string): Promise<StoredStudy | undefined> {
  const path = join(folder, file);
  const text = await readSmallText(path);
  return text === undefined ? undefined : parseStoredStudy(text, name, path);
}

/** The folder itself if there are studies in it, else those of its folders that have some.
 *
 * @example await studyFolders('docs/results') // => ['docs/results/experiments', 'docs/results/theory']
 */
export async function studyFolders(folder: string): Promise<string[]> {
  if (hasStudies(folder) || !existsSync(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const found = below.filter(hasStudies).sort();
  return found.length === 0 ? [folder] : found;
}

function hasStudies(folder: string): boolean {
  return experimentNames.some(
    (name) => existsSync(join(folder, resultsFile(name))) || existsSync(join(folder, documentFile(name))),
  );
}
