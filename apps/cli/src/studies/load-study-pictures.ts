import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import type { StoredStudy } from '@noprior/experiments';
import { formatValue, type Picture, type PicturesBlock } from '@noprior/report';

/** Images of one group that are shown. */
const shown = 10;

/** Pictures that a study names, training images above their best candidates; those whose results are gone are left out.
 *
 * @param cache  folder of the results
 * @throws {FormatError} for damaged arrays
 */
export async function loadStudyPictures({ summary }: StoredStudy, cache: string): Promise<PicturesBlock[]> {
  const blocks: PicturesBlock[] = [];
  for (const { of, key, file, imageShape } of summary.pictures ?? []) {
    const pictures = await readPictures(join(cache, key, file));
    if (pictures === undefined) continue;
    blocks.push({
      kind: 'pictures',
      title: of.map(({ name, value }) => `${name} ${formatValue(value)}`).join(', '),
      imageShape,
      rowNames: ['training image', 'best candidate'],
      pictures: pictures.slice(0, shown),
      scoreName: 'cosine',
    });
  }
  return blocks;
}

async function readPictures(path: string): Promise<Picture[] | undefined> {
  if (!existsSync(path)) return undefined;
  const { original, best, mean, cosine } = (await loadArrays(path)).arrays;
  if (original === undefined || best === undefined || mean === undefined || cosine === undefined) return undefined;
  const width = mean.data.length;
  const image = (data: ArrayLike<number>, row: number): Float64Array =>
    Float64Array.from({ length: width }, (_, j) => data[row * width + j]! + mean.data[j]!);
  return Array.from({ length: original.shape[0]! }, (_, row) => ({
    images: [image(original.data, row), image(best.data, row)],
    score: cosine.data[row]!,
  }));
}
