import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@noprior/tensor';
import type { SuiteResult } from '../benchmark/results.ts';
import { isWaitsResult, type WaitsResult } from '../waits/wait-results.ts';

/** Results of all suites in a folder. */
export interface BenchResults {
  /** Of suites in which contestants meet. */
  readonly suites: readonly SuiteResult[];
  /** Of whole commands and functions, now and before. */
  readonly waits: readonly WaitsResult[];
}

/** Results of all `*.json` in a folder and the folders in it, by path; none when there is no such folder.
 *
 * @throws {FormatError} for a file that is no result of a suite
 */
export function loadSuiteResults(folder: string): BenchResults {
  const [suites, waits]: [SuiteResult[], WaitsResult[]] = [[], []];
  if (!existsSync(folder)) return { suites, waits };
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  for (const path of paths.sort().map((one) => join(folder, one))) {
    const parsed = parseJson(readFileSync(path, 'utf8'), path);
    if (isWaitsResult(parsed)) waits.push(parsed);
    else if (isSuiteResult(parsed)) suites.push(parsed);
    else {
      throw new FormatError(
        `loadSuiteResults: ${path} is no result of a suite; expected suite, date, command, machine, versions, matmul, rows, ` +
          'absent and notMeasured, as npm run bench -- SUITE --out writes them',
      );
    }
  }
  return { suites, waits };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`loadSuiteResults: ${path} is no JSON; write it with npm run bench -- SUITE --out`, {
      cause,
    });
  }
}

function isSuiteResult(value: unknown): value is SuiteResult {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const has = (name: string, test: (field: unknown) => boolean): boolean => test(fields.get(name));
  const isText = (field: unknown): boolean => typeof field === 'string';
  const isObject = (field: unknown): boolean => typeof field === 'object' && field !== null;
  return (
    ['suite', 'date', 'command'].every((name) => has(name, isText)) &&
    ['machine', 'versions', 'devices', 'matmul'].every((name) => has(name, isObject)) &&
    ['rows', 'absent', 'notMeasured'].every((name) => has(name, Array.isArray))
  );
}
