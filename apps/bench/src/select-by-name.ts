/** The command line of the benchmark asks for something that does not exist: exit code 2. */
export class BenchUsageError extends Error {
  override readonly name = 'BenchUsageError';
}

/** The cases whose name contains `filter`.
 *
 * @throws {BenchUsageError} naming what there is, if none does
 */
export function selectByName<T>(cases: readonly T[], nameOf: (one: T) => string, filter: string): T[] {
  const selected = cases.filter((one) => nameOf(one).includes(filter));
  if (selected.length > 0 || cases.length === 0) return selected;
  throw new BenchUsageError(
    `--filter ${JSON.stringify(filter)}: no case has that in its name; there are:\n${cases.map((one) => `  ${nameOf(one)}\n`).join('')}`,
  );
}
