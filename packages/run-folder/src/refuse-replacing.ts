import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DomainError } from '@noprior/tensor';

/** Refuse outputs that are inputs, by whatever path or link, and outputs that are each other.
 *
 * @param outputs  files that may be written, existing or not
 * @param inputs   files that are read
 * @throws {DomainError} naming both paths
 */
export async function refuseReplacing(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const read = await Promise.all(inputs.map(async (path) => ({ path, marks: await marksOf(path) })));
  const written: typeof read = [];
  for (const path of outputs) {
    const marks = await marksOf(path);
    const shares = (other: { readonly marks: readonly string[] }) => other.marks.some((mark) => marks.includes(mark));
    const input = read.find(shares);
    if (input !== undefined) {
      const also = input.path === path ? '' : ` (as ${input.path})`;
      throw new DomainError(
        `output: ${path} is read by this run${also} and would be replaced; name another place with --out`,
      );
    }
    const output = written.find(shares);
    if (output !== undefined) {
      throw new DomainError(`output: ${path} and ${output.path} are one file; name another place for one of them`);
    }
    written.push({ path, marks });
  }
}

/** What two paths share if they are one file: its number on its device, or its name in the folder that is really meant. */
async function marksOf(path: string): Promise<string[]> {
  const place = resolve(path);
  const folder = await realpath(dirname(place)).catch(() => dirname(place));
  const status = await stat(place, { bigint: true }).catch(() => undefined);
  const marks = [`path ${join(folder, basename(place))}`];
  if (status?.isFile()) marks.push(`file ${status.dev} ${status.ino}`);
  return marks;
}
