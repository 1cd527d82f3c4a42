import type { PointResult, Summary } from '@noprior/experiments';

/** Whether a value from a file has the form of the summary of an experiment, as far as a report reads it. Numbers that JSON
 * cannot hold stand there as `null`.
 */
export function isSummary(value: unknown): value is Summary {
  return (
    isObject(value) &&
    isListOf(value.statements, isStatement) &&
    isObject(value.table) &&
    isListOf(value.table.columns, isText) &&
    isListOf(value.table.rows, (row) => isListOf(row, isCell)) &&
    isListOf(value.curves, isCurves)
  );
}

/** Whether a value from a file has the form of what one point of the grid gave. Keys become names of folders, and are nothing else. */
export function isPointResult(value: unknown): value is PointResult {
  return (
    isObject(value) &&
    isObject(value.point) &&
    isNumber(value.seed) &&
    isObject(value.stages) &&
    Object.values(value.stages).every(
      (stage) =>
        isObject(stage) && typeof stage.key === 'string' && /^[0-9a-f]+$/.test(stage.key) && isObject(stage.values),
    )
  );
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list whose items all pass. */
export function isListOf(value: unknown, passes: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(passes);
}

function isStatement(value: unknown): boolean {
  const verdicts: readonly unknown[] = ['agrees', 'disagrees', 'undecided'];
  return isObject(value) && isText(value.claim) && isText(value.measured) && verdicts.includes(value.verdict);
}

function isCell(value: unknown): boolean {
  if (!isObject(value)) return isText(value) || isNumber(value);
  const { interval } = value;
  return isNumber(value.value) && (interval === null || (isObject(interval) && isInterval(interval)));
}

function isInterval({ low, high }: Readonly<Record<string, unknown>>): boolean {
  return isNumber(low) && isNumber(high);
}

function isCurves(value: unknown): boolean {
  return (
    isObject(value) &&
    [value.title, value.xName, value.yName].every(isText) &&
    isListOf(
      value.series,
      (one) => isObject(one) && isText(one.name) && isListOf(one.points, (point) => isListOf(point, isNumber)),
    )
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value === null;
}
