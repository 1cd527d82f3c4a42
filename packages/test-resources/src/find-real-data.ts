import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that no package carries: image data sets, and files that other programs wrote. */
export type RealDataName = 'mnist' | 'cifar10' | 'cases' | 'networks';

/** Where real data are, or would be. */
export interface RealData {
  /** For image data the folder that `--data-dir` names, otherwise the folder of the files themselves. */
  readonly folder: string;
  /** True where a file is missing: for `test.skipIf`. */
  readonly isAbsent: boolean;
}

/** Files of each kind, in its folder; a kind is there if all of them are. */
const files: Readonly<Record<RealDataName, readonly string[]>> = {
  mnist: ['mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz'],
  cifar10: ['cifar10/data_batch_1.bin'],
  cases: ['manifest.json'],
  networks: ['gen-safetensors-float32.safetensors'],
};
const shared = fileURLToPath(new URL('../../../../shared', import.meta.url));

/** Find real data for tests: image data in NOPRIOR_DATA_DIR, else in `shared/data` beside the repository; `cases` and
 * `networks` in `shared`. Prints a line `NOT RUN` with the reason where they are missing.
 *
 * @param environment  `process.env`
 * @param report       takes the line
 * @throws {Error} if a file is missing and `NOPRIOR_REQUIRE_DATA=1`
 * @example
 * const mnist = findRealData('mnist');
 * test.skipIf(mnist.isAbsent)('reads digits', () => loadDataset({ dataset: 'mnist', dataDir: mnist.folder, perClass: 1 }));
 */
export function findRealData(
  name: RealDataName,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  report: (line: string) => void = console.warn,
): RealData {
  const isImages = name === 'mnist' || name === 'cifar10';
  const folder = isImages ? (environment.NOPRIOR_DATA_DIR ?? join(shared, 'data')) : join(shared, name);
  const missing = files[name].find((file) => !existsSync(join(folder, file)));
  if (missing === undefined) return { folder, isAbsent: false };
  const advice = isImages ? '; name the folder above it in NOPRIOR_DATA_DIR' : '';
  const reason = `tests on ${name} need ${join(folder, missing)}, which does not exist${advice}`;
  if (environment.NOPRIOR_REQUIRE_DATA === '1') throw new Error(`NOPRIOR_REQUIRE_DATA=1, but ${reason}`);
  report(`NOT RUN: ${reason}`);
  return { folder, isAbsent: true };
}
