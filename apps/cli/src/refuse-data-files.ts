import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { DomainError } from '@noprior/tensor';

/** Refuse outputs that would replace a file of the data sets, by whatever path.
 *
 * @param options  those of the command; `dataDir` names the folder with the data sets
 * @throws {DomainError} naming the file
 */
export async function refuseDataFiles(outputs: readonly string[], options: object): Promise<void> {
  if (!('dataDir' in options && typeof options.dataDir === 'string')) return;
  const data = await realpath(options.dataDir).catch(() => undefined);
  if (data === undefined) return;
  for (const path of outputs) {
    if (!existsSync(path)) continue;
    const place = join(await realpath(dirname(path)), basename(path));
    if (!place.startsWith(data.endsWith(sep) ? data : data + sep)) continue;
    throw new DomainError(
      `output: ${path} is in --data-dir, whose files are read, and would be replaced; name another file`,
    );
  }
}
