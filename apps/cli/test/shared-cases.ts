import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRealData } from '@noprior/test-resources';

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
  /** True where there are none. */
  readonly isAbsent: boolean;
  readonly cases: readonly SharedCase[];
}

/** The cases of some groups.
 *
 * @throws {Error} if they are not there and `NOPRIOR_REQUIRE_DATA=1`
 */
export function findSharedCases(isWanted: (group: string) => boolean): SharedCases {
  const { folder, isAbsent } = findRealData('cases');
  if (isAbsent) return { folder, isAbsent, cases: [] };
  const cases: SharedCase[] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { folder, isAbsent, cases: cases.filter(({ group }) => isWanted(group)) };
}
