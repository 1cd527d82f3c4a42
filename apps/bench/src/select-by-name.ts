/** The command line of the benchmark asks for something that does not exist: exit code 2. */
export class BenchUsageError extends Error {
  override readonly name = 'BenchUsageError';
}

/** Names that a message lists at most: suites have up to hundreds of cases. */
const listedNames = 20;

/** The cases whose name contains `filter`.
 *
 * @throws {BenchUsageError} naming what there is, if none does
 */
export function selectByName<T>(cases: readonly T[], nameOf: (one: T) => string, filter: string): T[] {
  const selected = cases.filter((one) => nameOf(one).includes(filter));
  if (selected.length > 0 || cases.length === 0) return selected;
  const names = [...new Set(cases.map(nameOf))];
  const listed = names.slice(0, listedNames).map((name) => `  ${name}\n`);
  const more = names.length > listedNames ? `  and ${names.length - listedNames} more\n` : '';
  throw new BenchUsageError(
    `--filter ${JSON.stringify(filter)}: no case has that in its name; there are:\n${listed.join('')}${more}`,
  );
}
