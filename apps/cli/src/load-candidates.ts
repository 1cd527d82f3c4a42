import { loadArrays } from '@noprior/array-files';
import type { Candidates } from '@noprior/kkt-loss';
import { FormatError } from '@noprior/tensor';

/** Read candidates: arrays `x` [n, d], `lambda` [n] and `y` [n] of a .npz (or .safetensors) file.
 *
 * @throws {FormatError} if the file is damaged or an array is missing
 */
export async function loadCandidates(path: string): Promise<Candidates> {
  const { arrays, metadata } = await loadArrays(path);
  if (metadata.checkpoint !== undefined) {
    throw new FormatError(
      `${path} is a checkpoint of an attack, whose multipliers are in the unit that the attack works in; finish that run with --resume and take its candidates.npz`,
    );
  }
  const take = (name: string) => {
    const tensor = arrays[name];
    if (tensor !== undefined) return tensor;
    throw new FormatError(
      `${path}: no array ${name}; candidates are x [n, d], lambda [n] and y [n], found ${Object.keys(arrays).join(', ') || 'nothing'}`,
    );
  };
  return { x: take('x'), lambda: take('lambda'), y: take('y') };
}
