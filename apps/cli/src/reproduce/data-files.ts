import { loadDataset, parseDatasetName } from '@noprior/datasets';
import type { JsonObject } from '@noprior/experiments';

/** SHA-256 of the files of every data set, by its name: results of other files are other results. They are downloaded if need be.
 *
 * @throws {DomainError} if they are not there
 */
export async function readChecksums(
  names: readonly string[],
  data: { readonly dataDir?: string; readonly cacheDir?: string },
  onNotice: (text: string) => void,
): Promise<Record<string, JsonObject>> {
  const found: Record<string, JsonObject> = {};
  for (const name of new Set(names)) {
    const dataset = parseDatasetName(name);
    const { checksums } = await loadDataset({ dataset, perClass: 1, seed: 0, ...data, onNotice });
    found[name] = { ...checksums };
  }
  return found;
}
