import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@noprior/tensor';
import { type TheoryResult, type TheoryResults, theorySuites } from '../theory-result.ts';

/** Results of the suites that have a file `<suite>.json` in a folder.
 *
 * @throws {FormatError} for a file that is no result of its suite
 */
export function loadTheoryResults(folder: string): TheoryResults {
  const results: Record<string, TheoryResult> = {};
  for (const suite of theorySuites) {
    const path = join(folder, `${suite}.json`);
    if (!existsSync(path)) continue;
    let parsed: unknown;
    try {
      parsed = JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
      throw new FormatError(`loadTheoryResults: ${path} is no JSON; write it with npm run bench -- ${suite} --out`, {
        cause,
      });
    }
    if (!isTheoryResult(parsed) || parsed.suite !== suite) {
      throw new FormatError(
        `loadTheoryResults: ${path} is no result of the suite ${suite}; expected suite, scale, machine, versions and jobs, as npm run bench -- ${suite} --out writes them`,
      );
    }
    results[suite] = parsed;
  }
  return results;
}

function isTheoryResult(value: unknown): value is TheoryResult {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const isObject = (field: unknown): boolean => typeof field === 'object' && field !== null;
  return (
    ['suite', 'scale'].every((name) => typeof fields.get(name) === 'string') &&
    ['machine', 'versions'].every((name) => isObject(fields.get(name))) &&
    Array.isArray(fields.get('jobs'))
  );
}
