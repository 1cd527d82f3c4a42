import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A folder of test inputs in `shared/` beside the repository, for example `cases`; undefined where there is none.
 *
 * @throws {Error} if there is none and `NOPRIOR_REQUIRE_DATA=1`
 */
export function findShared(name: string): string | undefined {
  const folder = fileURLToPath(new URL(`../../../../shared/${name}`, import.meta.url));
  if (existsSync(folder)) return folder;
  if (process.env.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`NOPRIOR_REQUIRE_DATA=1, but there is no ${folder}`);
  console.warn(`NOT RUN: needs ${folder}`);
  return undefined;
}
