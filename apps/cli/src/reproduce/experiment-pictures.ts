import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { formatValue, type ImagePair, imageSection, type Section } from '@noprior/report';
import type { StoredExperiment } from './stored-experiment.ts';

/** Images of one group that are shown. */
const shown = 10;

/** Training images beside their best candidates, one section for each group that the study names. */
export async function pictureSections({ summary }: StoredExperiment, cache: string): Promise<Section[]> {
  const sections: Section[] = [];
  for (const { of, key, file, imageShape } of summary.pictures ?? []) {
    const pairs = await readPairs(join(cache, key, file));
    if (pairs === undefined) continue;
    sections.push(
      imageSection({
        title: of.map(({ name, value }) => `${name} ${formatValue(value)}`).join(', '),
        note: `The first ${Math.min(shown, pairs.length)} training images, each with its best candidate; a shift is taken off both.`,
        imageShape,
        pairs: pairs.slice(0, shown),
        scoreName: 'cosine',
      }),
    );
  }
  return sections;
}

/** `undefined` where the result is gone, or has no pictures.
 *
 * @throws {FormatError} if it is damaged
 */
async function readPairs(path: string): Promise<ImagePair[] | undefined> {
  if (!existsSync(path)) return undefined;
  const { original, best, mean, cosine } = (await loadArrays(path)).arrays;
  if (original === undefined || best === undefined || mean === undefined || cosine === undefined) return undefined;
  const width = mean.data.length;
  const picture = (data: ArrayLike<number>, row: number): Float64Array =>
    Float64Array.from({ length: width }, (_, j) => data[row * width + j]! + mean.data[j]!);
  return Array.from({ length: original.shape[0]! }, (_, row) => ({
    original: picture(original.data, row),
    candidate: picture(best.data, row),
    score: cosine.data[row]!,
  }));
}
