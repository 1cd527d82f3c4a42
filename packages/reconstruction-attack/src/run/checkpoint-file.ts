import { type CheckpointKind, loadCheckpointFile } from '@noprior/array-files';
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

/** Whether a value is a record of a list, for every list of a checkpoint. */
export type RecordChecks<Lists extends Readonly<Record<string, readonly object[]>>> = {
  readonly [Name in keyof Lists]: (value: unknown) => value is Lists[Name][number];
};

/** Read a checkpoint of a kind.
 *
 * @param tensors  those that it cannot do without
 * @param checks   its lists by name
 * @throws {DomainError} if there is no readable file at `path`
 * @throws {FormatError} if it is not a whole checkpoint of this kind
 */
export async function loadCheckpoint<Lists extends Readonly<Record<string, readonly object[]>>>(
  path: string,
  kind: CheckpointKind,
  tensors: readonly string[],
  checks: RecordChecks<Lists>,
): Promise<Checkpoint & Lists> {
  const { iteration, seconds, fingerprint, arrays, lists } = await loadCheckpointFile(path, kind);
  for (const name of tensors) {
    if (arrays[name] === undefined) throw new FormatError(`${kind.reader}: ${path} has no tensor ${name}; start anew`);
  }
  const found: Record<string, readonly unknown[]> = {};
  for (const [name, isRecord] of Object.entries(checks)) {
    const list = lists[name] ?? [];
    const broken = list.findIndex((value) => !isRecord(value));
    if (broken !== -1) {
      throw new FormatError(`${kind.reader}: ${path}: number ${broken} of its ${name} is damaged; start anew`);
    }
    found[name] = list;
  }
  // Every value of every list was checked just now.
  return { iteration, seconds, state: arrays, fingerprint, ...(found as Lists) };
}

/** Whether a value is an object whose fields of these names are numbers. */
export function hasNumbers(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return names.every((name) => typeof fields[name] === 'number');
}
