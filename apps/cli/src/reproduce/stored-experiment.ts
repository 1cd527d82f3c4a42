import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { experimentNames, type PointResult, type Summary } from '@noprior/experiments';
import { FormatError } from '@noprior/tensor';
import type { RunPlace } from '../run-record.ts';

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
  readonly summary: Summary;
  readonly results: readonly PointResult[];
}

/** Where `noprior reproduce` puts the results of an experiment, below its folder. */
export function resultsFile(name: string): string {
  return join(name, 'results.json');
}

/** Read the experiments of a folder, in the order in which `all` runs them.
 *
 * @param fileOf  where the file of an experiment is, below the folder
 * @throws {FormatError} for a file that is not one of these
 */
export async function loadStoredExperiments(
  folder: string,
  fileOf: (name: string) => string = resultsFile,
): Promise<StoredExperiment[]> {
  const found: StoredExperiment[] = [];
  for (const name of experimentNames) {
    const path = join(folder, fileOf(name));
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    found.push(parse(text, path));
  }
  return found;
}

function parse(text: string, path: string): StoredExperiment {
  try {
    const stored: StoredExperiment = JSON.parse(text);
    if (
      Array.isArray(stored.results) &&
      Array.isArray(stored.summary.statements) &&
      typeof stored.seconds === 'number' &&
      typeof stored.ran.machine.processor === 'string'
    ) {
      return stored;
    }
  } catch {
    // Below.
  }
  throw new FormatError(`report: ${path} is no result of noprior reproduce; run it again`);
}
