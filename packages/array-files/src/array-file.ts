import { FormatError, type HostTensor, quoteText } from '@noprior/tensor';
import type { ArrayType } from './npy-header.ts';

/** What a file says of an array, before its elements are read. */
export interface ArrayInfo {
  readonly shape: readonly number[];
  /** Elements as they lie in the file: `'uint8'` where `read` gives float64. */
  readonly type: ArrayType;
}

/** An open file of arrays. Its bytes stay as they are until an array is asked for. */
export interface ArrayFile {
  readonly format: 'npy' | 'npz' | 'safetensors';
  /** Names of all arrays, readable or not, in the order of the file. */
  readonly names: readonly string[];
  /** Text that the file carries beside the arrays; only safetensors has any. The record has no prototype. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Shape and type of an array, from its header alone.
   *
   * @throws {FormatError} if there is no such array or its header is damaged
   */
  describe(name: string): ArrayInfo;
  /** One array as numbers. What was read counts towards the limit of the file.
   *
   * @throws {FormatError} if there is no such array, it is damaged or holds no numbers, or all that was read is over the limit
   */
  read(name: string): HostTensor;
}

/** Arrays of a file by name, with its metadata. Neither record has a prototype. */
export interface NamedArrays {
  readonly arrays: Record<string, HostTensor>;
  /** Text that the file carries beside the arrays; only safetensors has any. */
  readonly metadata: Record<string, string>;
}

/** Read arrays of an open file: those named, as far as they are there, or all. */
export function readNamed(file: ArrayFile, names: readonly string[] = file.names): NamedArrays {
  const arrays: NamedArrays['arrays'] = Object.create(null);
  const found = new Set(file.names);
  for (const name of names) if (found.has(name)) arrays[name] = file.read(name);
  const metadata: NamedArrays['metadata'] = Object.assign(Object.create(null), file.metadata);
  return { arrays, metadata };
}

/** The entry of an array, by its name.
 *
 * @throws {FormatError} if there is none
 */
export function entryOf<T>(entries: ReadonlyMap<string, T>, name: string, place: string): T {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new FormatError(`${place}: there is no array ${quoteText(name)}`);
}
