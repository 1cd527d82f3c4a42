import type { SharedCase } from '../shared-cases.ts';

/** The command that a user would give the file of a case to.
 *
 * @param file  path of the case's first file
 * @param base  path of a network that the candidates of cases fit
 */
export function commandOf({ id }: SharedCase, file: string, base: string): string[] {
  const isCandidates = /^(npz|npy)-|-candidates$|^(zip-|many-|bomb-lying|bomb-overlap)/.test(id);
  return isCandidates ? ['kkt', '--model', base, '--candidates', file, '--json'] : ['span', '--model', file, '--json'];
}
