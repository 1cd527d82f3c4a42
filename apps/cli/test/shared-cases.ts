import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One of the small inputs that stand for the faults of files. */
export interface SharedCase {
  readonly id: string;
  readonly group: string;
  readonly origin: string;
  readonly expected: string;
  /** Relative to the folder of the cases. */
  readonly files: readonly string[];
}

/** The inputs beside the repository: `shared/cases`. */
export interface SharedCases {
  readonly folder: string;
  readonly cases: readonly SharedCase[];
}

/** The cases of some groups; undefined, and a line that says so, if they are not there.
 *
 * @throws {Error} if they are not there and `NOPRIOR_REQUIRE_DATA=1`
 */
export function findSharedCases(isWanted: (group: string) => boolean): SharedCases | undefined {
  const folder = fileURLToPath(new URL('../../../../shared/cases', import.meta.url));
  const manifest = join(folder, 'manifest.json');
  if (existsSync(manifest)) {
    const cases: SharedCase[] = JSON.parse(readFileSync(manifest, 'utf8'));
    return { folder, cases: cases.filter(({ group }) => isWanted(group)) };
  }
  if (process.env.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`NOPRIOR_REQUIRE_DATA=1, but there is no ${manifest}`);
  console.warn(`NOT RUN: the cases of files need ${manifest}`);
  return undefined;
}
