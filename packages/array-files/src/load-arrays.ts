import { type NamedArrays, readNamed } from './array-file.ts';
import { openArrays } from './open-arrays.ts';
import type { ReadOptions } from './read-options.ts';

/** How the arrays of a file are read. */
export interface LoadOptions extends ReadOptions {
  /** Names of the arrays that are wanted: no other is unpacked, and one that is not there is left out. Default: all. */
  readonly names?: readonly string[] | undefined;
}

/** Read the arrays of a .npy, .npz or .safetensors file (Node only); see {@link openArrays}.
 *
 * @throws {SystemError} {DomainError} if there is no readable regular file at `path`
 * @throws {FormatError} for another extension, for contents of another format than the extension tells, for damage, for
 *   wanted arrays that hold no numbers, and for more than the limit
 * @example const { arrays, metadata } = await loadArrays('weights.safetensors')
 * @example const { arrays } = await loadArrays('candidates.npz', { names: ['x', 'lambda', 'y'] })
 */
export async function loadArrays(path: string, { names, ...options }: LoadOptions = {}): Promise<NamedArrays> {
  return readNamed(await openArrays(path, options), names);
}
