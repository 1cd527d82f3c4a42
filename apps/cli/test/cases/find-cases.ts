import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toRecord } from '../run-noprior.ts';

/** A small input for one fault, as the list beside the files describes it. */
export interface FaultCase {
  readonly id: string;
  readonly group: string;
  /** What is expected, in words. */
  readonly expected: string;
  /** Paths; empty where the case is made by the test, or is another's file. */
  readonly files: readonly string[];
}

/** The inputs in `shared/cases` beside the repository; empty without.
 *
 * @throws {Error} if there are none and `NOPRIOR_REQUIRE_DATA=1`
 */
export function findCases(): readonly FaultCase[] {
  const folder = fileURLToPath(new URL('../../../../../shared/cases', import.meta.url));
  const list = join(folder, 'manifest.json');
  if (!existsSync(list)) {
    if (process.env.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`NOPRIOR_REQUIRE_DATA=1, but there is no ${list}`);
    console.warn(`NOT RUN: files of strangers need ${folder}`);
    return [];
  }
  const entries: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(entries)) throw new Error(`${list} is not a list`);
  return entries.map((entry): FaultCase => {
    const { id, group, expected, files } = toRecord(entry);
    const names: unknown[] = Array.isArray(files) ? files : [];
    return {
      id: String(id),
      group: String(group),
      expected: String(expected),
      files: names.map((name) => join(folder, String(name))),
    };
  });
}

/** The command that a user would give the files of a case to. */
export function commandOf({ id, files }: FaultCase, base: string): string[] {
  const [file = ''] = files;
  const isCandidates = /^(npz|npy)-|-candidates$|^(zip-|many-|bomb-lying|bomb-overlap)/.test(id);
  if (isCandidates) return ['kkt', '--model', base, '--candidates', file, '--json'];
  return ['span', '--model', file, '--json'];
}
