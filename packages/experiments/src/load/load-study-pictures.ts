import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { imageGrid, type Picture, readImageGrid, type StudyPictureFacts } from '@noprior/report';
import type { StoredStudy } from '../engine/stored-study.ts';
import type { StudyPictures } from '../engine/study-summary.ts';

/** Images of one group that are shown. */
const shownImages = 10;

/** Pictures of a study, with the files that keep them beside its document. */
export interface LoadedPictures {
  readonly pictures: readonly StudyPictureFacts[];
  /** Contact sheets by their paths below the folder of the document. */
  readonly sheets: Readonly<Record<string, Uint8Array>>;
}

/** Pictures that a study names, training images above their best candidates, from the results of its steps, or from the sheets that an earlier
 * document kept; those of which neither is there are left out.
 *
 * @param cache     folder of the results of steps
 * @param document  folder of the document
 * @throws {FormatError} for damaged arrays or sheets
 */
export async function loadStudyPictures(
  { summary }: StoredStudy,
  cache: string,
  document: string,
): Promise<LoadedPictures> {
  const shown: StudyPictureFacts[] = [];
  const sheets: Record<string, Uint8Array> = {};
  for (const one of summary.pictures ?? []) {
    const { of, key, file, imageShape, which = 'best' } = one;
    const sheet = sheetFile(one);
    const pictures =
      (await readPictures(join(cache, key, file), which)) ?? (await readSheet(join(document, sheet), imageShape));
    const [first] = pictures ?? [];
    if (pictures === undefined || first === undefined) continue;
    const rows = first.images.map((_, row) => pictures.map(({ images }) => images[row]!));
    sheets[sheet] = imageGrid(rows.flat(), imageShape, pictures.length);
    shown.push({ of, which, imageShape, pictures });
  }
  return { pictures: shown, sheets };
}

/** Where a document keeps them: one row of images for each of the row names. */
function sheetFile({ key, which = 'best' }: StudyPictures): string {
  return `pictures/${key.slice(0, 16)}-${which}.png`;
}

async function readSheet(path: string, imageShape: StudyPictures['imageShape']): Promise<Picture[] | undefined> {
  if (!existsSync(path)) return undefined;
  const rows = readImageGrid(await readFile(path), imageShape);
  return rows[0]?.map((_, column) => ({ images: rows.map((row) => row[column]!) }));
}

async function readPictures(path: string, which: 'best' | 'median'): Promise<Picture[] | undefined> {
  if (!existsSync(path)) return undefined;
  const { original, best, heldOut, mean, cosine } = (await loadArrays(path)).arrays;
  if (original === undefined || best === undefined || mean === undefined || cosine === undefined) return undefined;
  const width = mean.data.length;
  const image = ({ data }: { readonly data: ArrayLike<number> }, row: number): Float64Array =>
    Float64Array.from({ length: width }, (_, j) => data[row * width + j]! + mean.data[j]!);
  const arrays = heldOut === undefined ? [original, best] : [original, best, heldOut];
  return choose(cosine.data, which).map((row) => ({
    images: arrays.map((array) => image(array, row)),
    score: cosine.data[row]!,
  }));
}

/** The images that are shown, best matched first. */
function choose(cosines: ArrayLike<number>, which: 'best' | 'median'): number[] {
  const order = [...Array(cosines.length).keys()].sort((i, j) => cosines[j]! - cosines[i]!);
  const from = which === 'median' ? Math.max(0, Math.floor((order.length - shownImages) / 2)) : 0;
  return order.slice(from, from + shownImages);
}
