import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder with real data for the tests: `NOPRIOR_DATA_DIR`, or `shared/data` beside the repository; undefined without.
 *
 * @throws {Error} if there is none and `NOPRIOR_REQUIRE_DATA=1`
 */
export function findDataDir(): string | undefined {
  const beside = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  const folder = process.env.NOPRIOR_DATA_DIR ?? beside;
  if (existsSync(folder)) return folder;
  if (process.env.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`no data in ${folder}; set NOPRIOR_DATA_DIR`);
  return undefined;
}
