import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DomainError } from '@noprior/tensor';

/** Refuse outputs that would replace a file in a folder that is read, such as one of data sets, by whatever path.
 *
 * @param folder  with the files that are read; `undefined` for none
 * @param option  that named it, for the message
 * @throws {DomainError} naming the file
 */
export async function refuseInputsFolder(
  outputs: readonly string[],
  folder: string | undefined,
  option: string,
): Promise<void> {
  const data = folder === undefined ? undefined : await realpath(folder).catch(() => undefined);
  if (data === undefined) return;
  for (const path of outputs) {
    if (!existsSync(path)) continue;
    const place = join(await realpath(dirname(path)), basename(path));
    if (!place.startsWith(data.endsWith(sep) ? data : data + sep)) continue;
    throw new DomainError(
      `output: ${path} is in ${option}, whose files are read, and would be replaced; name another file`,
    );
  }
}
