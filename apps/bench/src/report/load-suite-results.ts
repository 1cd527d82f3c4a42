import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@noprior/tensor';
import type { SuiteResult } from '../benchmark/results.ts';

/** Results of all `*.json` in a folder and the folders in it, by path; none when there is no such folder.
 *
 * @throws {FormatError} for a file that is no result of a suite
 */
export function loadSuiteResults(folder: string): SuiteResult[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
  return paths.sort().map((path) => parseSuiteResult(readFileSync(join(folder, path), 'utf8'), join(folder, path)));
}

function parseSuiteResult(text: string, path: string): SuiteResult {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`loadSuiteResults: ${path} is no JSON; write it with npm run bench -- SUITE --out`, {
      cause,
    });
  }
  if (!isSuiteResult(parsed)) {
    throw new FormatError(
      `loadSuiteResults: ${path} is no result of a suite; expected suite, date, command, machine, versions, matmul, rows, ` +
        'absent and notMeasured, as npm run bench -- SUITE --out writes them',
    );
  }
  return parsed;
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
