import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseStrictJson } from '@noprior/array-files';
import { experimentNames, type PointResult, type StudySummary } from '@noprior/experiments';
import { FormatError } from '@noprior/tensor';
import type { RunPlace } from '../run-record.ts';
import { readSmallText } from '../small-text.ts';
import { isListOf, isObject, isPointResult, isSummary } from './is-summary.ts';

/** What `noprior reproduce` writes of one experiment. */
export interface StoredExperiment {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly scale: string;
  readonly setting: { readonly seeds: readonly number[] };
  /** Of all its steps together, those that it shares with others included. */
  readonly seconds: number;
  /** Of the run that put it together. */
  readonly ran: RunPlace & { readonly workers: number };
  readonly summary: StudySummary;
  readonly results: readonly PointResult[];
}

/** Where `noprior reproduce` puts the results of an experiment, below its folder. */
export function resultsFile(name: string): string {
  return join(name, 'results.json');
}

/** The text of a file of results: JSON with a SHA-256 of all the rest of it. */
export function storedExperimentText(contents: StoredExperiment): string {
  return `${JSON.stringify({ ...contents, checksum: contentChecksum(JSON.stringify(contents)) }, null, 2)}\n`;
}

/** Read the experiments of a folder, in the order in which `all` runs them.
 *
 * @param fileOf  where the file of an experiment is, below the folder
 * @throws {FormatError} for a file that is not one of these, or was changed since it was written
 */
export async function loadStoredExperiments(
  folder: string,
  fileOf: (name: string) => string = resultsFile,
): Promise<StoredExperiment[]> {
  const found: StoredExperiment[] = [];
  for (const name of experimentNames) {
    const stored = await loadStoredExperiment(folder, name, fileOf);
    if (stored !== undefined) found.push(stored);
  }
  return found;
}

/** Read one experiment of a folder.
 *
 * @returns `undefined` if it is not there
 * @throws {FormatError} for a file that is not one of these, or was changed since it was written
 */
export async function loadStoredExperiment(
  folder: string,
  name: string,
  fileOf: (name: string) => string = resultsFile,
): Promise<StoredExperiment | undefined> {
  const path = join(folder, fileOf(name));
  const text = await readSmallText(path);
  return text === undefined ? undefined : parse(text, name, path);
}

function parse(text: string, name: string, path: string): StoredExperiment {
  const { checksum, ...stored } = parseJson(text, path);
  // Files that earlier versions wrote have none.
  if (checksum !== undefined && checksum !== contentChecksum(JSON.stringify(stored))) {
    throw new FormatError(`report: ${path} was changed since noprior reproduce wrote it; run noprior reproduce again`);
  }
  if (
    stored.name === name &&
    [stored.title, stored.about, stored.scale].every((text) => typeof text === 'string') &&
    isListOf(stored.setting?.seeds, (seed) => typeof seed === 'number') &&
    isListOf(stored.results, isPointResult) &&
    isSummary(stored.summary) &&
    typeof stored.seconds === 'number' &&
    typeof stored.ran?.machine?.processor === 'string'
  ) {
    return stored;
  }
  throw new FormatError(`report: ${path} ${notStored}`);
}

function parseJson(text: string, path: string): StoredExperiment & { readonly checksum?: unknown } {
  const value = parseStrictJson(text, `report: ${path}`, notStored);
  // The cast only names the fields: each one that is read is compared in what follows, before anybody else gets the value.
  if (isObject(value)) return value as unknown as StoredExperiment;
  throw new FormatError(`report: ${path} ${notStored}`);
}

const notStored = 'is no result of noprior reproduce; run it again';

function contentChecksum(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}
