import { loadArrays, saveSafetensors } from '@noprior/array-files';
import { FormatError, type HostTensor } from '@noprior/tensor';

/** What every checkpoint of an attack has. */
export interface Checkpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** The tensors of the step's state, and the labels `y`. */
  readonly state: Readonly<Record<string, HostTensor>>;
  /** Configuration, network and backend in one line of text; a run is resumed only under the same. */
  readonly fingerprint: string;
}

/** How checkpoints of one attack are told from other files. */
export interface CheckpointFormat {
  readonly name: string;
  readonly version: string;
  /** Who reads it, for messages. */
  readonly reader: string;
  /** What it is, for messages: `a checkpoint of an attack`. */
  readonly noun: string;
  /** Tensors that it cannot do without. */
  readonly tensors: readonly string[];
}

/** Write a checkpoint, atomically: the one before stays whole until the new one is.
 *
 * @param lists  records of the run by name, kept as JSON
 * @throws {DomainError} if the file cannot be written
 */
export async function saveCheckpoint(
  path: string,
  { name, version }: CheckpointFormat,
  { iteration, seconds, state, fingerprint }: Checkpoint,
  lists: Readonly<Record<string, readonly object[]>>,
): Promise<void> {
  await saveSafetensors(path, state, {
    format: name,
    version,
    iteration: String(iteration),
    seconds: String(seconds),
    ...Object.fromEntries(Object.entries(lists).map(([list, records]) => [list, JSON.stringify(records)])),
    fingerprint,
  });
}

/** Read a checkpoint. `lists` gives its lists by name, each checked record by record.
 *
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if the file is truncated or damaged, or not a checkpoint of this format
 */
export async function loadCheckpoint<Lists>(
  path: string,
  format: CheckpointFormat,
  lists: (read: ReadList) => { readonly [Name in keyof Lists]: Lists[Name] | undefined },
): Promise<Checkpoint & Lists> {
  const { arrays, metadata } = await loadArrays(path);
  if (metadata.format !== format.name || metadata.version !== format.version) {
    throw new FormatError(
      `${format.reader}: ${path} is not ${format.noun} (${format.name}, version ${format.version}); give another path`,
    );
  }
  const iteration = Number(metadata.iteration);
  const seconds = Number(metadata.seconds);
  const { fingerprint } = metadata;
  const found = lists((name, isRecord, absent) => parseRecords(metadata[name] ?? absent, isRecord));
  const whole = isWhole<Lists>(found);
  if (
    !Number.isSafeInteger(iteration) ||
    iteration < 0 ||
    !Number.isFinite(seconds) ||
    !whole ||
    fingerprint === undefined
  ) {
    throw new FormatError(`${format.reader}: the header of ${path} is damaged; use an older copy, or start anew`);
  }
  for (const name of format.tensors) {
    if (arrays[name] === undefined) throw new FormatError(`${format.reader}: ${path} has no tensor ${name}`);
  }
  return { iteration, seconds, state: arrays, fingerprint, ...found };
}

/** Gives a list of the header; `undefined` if it is damaged. A missing one reads as `absent`, if that is given. */
export type ReadList = <T>(name: string, isRecord: (value: unknown) => value is T, absent?: string) => T[] | undefined;

/** Whether a value is an object whose fields of these names are numbers. */
export function hasNumbers(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return names.every((name) => typeof fields[name] === 'number');
}

function parseRecords<T>(text: string | undefined, isRecord: (value: unknown) => value is T): T[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(value) && value.every(isRecord) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWhole<Lists>(
  found: { readonly [Name in keyof Lists]: Lists[Name] | undefined },
): found is Lists & typeof found {
  return Object.values(found).every((list) => list !== undefined);
}
