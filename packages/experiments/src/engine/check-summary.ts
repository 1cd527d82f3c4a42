import type { StepPlace } from './step-run.ts';
import type { StudySummary } from './study-summary.ts';

/** Whether a value from a file has the form of the summary of a study, as far as a report reads it. Numbers that JSON cannot hold stand
 * there as `null`.
 */
export function isSummary(value: unknown): value is StudySummary {
  return (
    isObject(value) &&
    isListOf(value.claims, isClaim) &&
    isListOf(value.tables, isTable) &&
    (value.charts === undefined || isListOf(value.charts, isChart)) &&
    (value.pictures === undefined || isListOf(value.pictures, isPictures))
  );
}

/** Whether a value from a file has the form of what one point of the grid gave. Keys become names of folders, and are nothing else.
 *
 * @param places  number of machines that a step may name
 */
export function isPointResult(value: unknown, places: number): boolean {
  return (
    isObject(value) &&
    isObject(value.point) &&
    isNumber(value.seed) &&
    isObject(value.stages) &&
    Object.values(value.stages).every(
      (stage) =>
        isObject(stage) &&
        isKey(stage.key) &&
        isObject(stage.values) &&
        (stage.version === undefined || typeof stage.version === 'number') &&
        typeof stage.seconds === 'number' &&
        (stage.ran === undefined || isStoredRun(stage.ran, places)),
    )
  );
}

/** Whether a value from a file names a machine and a program. */
export function isStepPlace(value: unknown): value is StepPlace {
  return (
    isObject(value) &&
    isObject(value.machine) &&
    isText(value.machine.processor) &&
    isText(value.machine.os) &&
    isNumber(value.machine.cores) &&
    isNumber(value.machine.memoryBytes) &&
    isObject(value.backend) &&
    isText(value.backend.name) &&
    isText(value.backend.device) &&
    isText(value.node) &&
    (value.build === null ||
      (isObject(value.build) &&
        isText(value.build.version) &&
        (value.build.commit === null || isText(value.build.commit)) &&
        isNumber(value.build.workers)))
  );
}

function isStoredRun(value: unknown, places: number): boolean {
  return (
    isObject(value) &&
    typeof value.place === 'number' &&
    Number.isSafeInteger(value.place) &&
    value.place >= 0 &&
    value.place < places &&
    (value.began === null || isText(value.began)) &&
    isNumber(value.peakMemoryBytes) &&
    (value.load === null || (isObject(value.load) && isNumber(value.load.start) && isNumber(value.load.end)))
  );
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a list whose items all pass. */
export function isListOf<Item>(value: unknown, passes: (item: unknown) => item is Item): value is readonly Item[];
export function isListOf(value: unknown, passes: (item: unknown) => boolean): value is readonly unknown[];
export function isListOf(value: unknown, passes: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(passes);
}

function isClaim(value: unknown): boolean {
  const verdicts: readonly unknown[] = ['agrees', 'disagrees', 'undecided'];
  return (
    isObject(value) &&
    isText(value.claim) &&
    isText(value.rule) &&
    (value.case === undefined || isListOf(value.case, isFact)) &&
    isListOf(value.measured, isFact) &&
    verdicts.includes(value.verdict)
  );
}

function isFact(value: unknown): boolean {
  return isObject(value) && isText(value.name) && isValue(value.value);
}

function isTable(value: unknown): boolean {
  return (
    isObject(value) &&
    isListOf(value.columns, (column) => isObject(column) && isText(column.name)) &&
    isListOf(value.rows, (row) => isListOf(row, isValue))
  );
}

function isValue(value: unknown): boolean {
  if (!isObject(value)) return isText(value) || isNumber(value) || typeof value === 'boolean';
  const { interval, unit } = value;
  if (unit !== undefined) return isText(unit) && isNumber(value.value);
  return isNumber(value.value) && (interval === null || (isObject(interval) && isInterval(interval)));
}

function isInterval({ low, high }: Readonly<Record<string, unknown>>): boolean {
  return isNumber(low) && isNumber(high);
}

function isChart(value: unknown): boolean {
  if (!isObject(value) || !isText(value.title)) return false;
  switch (value.kind) {
    case 'curves':
    case 'scatter':
      return isAxis(value.x) && isAxis(value.y) && isListOf(value.series, isSeries);
    case 'distribution':
      return isAxis(value.axis) && isListOf(value.groups, isGroup);
    case 'bars':
      return (
        isAxis(value.axis) &&
        isListOf(value.bars, isBar) &&
        isListOf(value.kinds, (kind) => isObject(kind) && isText(kind.name)) &&
        isListOf(value.columns, (column) => isObject(column) && isText(column.name))
      );
    default:
      return false;
  }
}

function isSeries(value: unknown): boolean {
  return isObject(value) && isText(value.name) && isListOf(value.points, (point) => isListOf(point, isNumber));
}

function isGroup(value: unknown): boolean {
  return isObject(value) && isText(value.name) && isListOf(value.values, isNumber);
}

function isBar(value: unknown): boolean {
  return isObject(value) && isText(value.name) && isNumber(value.value) && isListOf(value.cells, isValue);
}

function isAxis(value: unknown): boolean {
  return isObject(value) && isText(value.name);
}

/** Keys and files become parts of paths, and are nothing else. */
function isPictures(value: unknown): boolean {
  return (
    isObject(value) &&
    isListOf(value.of, isFact) &&
    isKey(value.key) &&
    typeof value.file === 'string' &&
    /^[a-z-]+\.npz$/.test(value.file) &&
    isListOf(value.imageShape, isNumber)
  );
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]+$/.test(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value === null;
}
