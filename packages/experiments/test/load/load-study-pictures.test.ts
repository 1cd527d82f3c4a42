import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveNpz } from '@noprior/array-files';
import { makeHostTensor } from '@noprior/tensor';
import { expect, test } from 'vitest';
import type { StoredStudy } from '../../src/engine/stored-study.ts';
import type { StudyPictures } from '../../src/engine/study-summary.ts';
import { loadStudyPictures } from '../../src/load/load-study-pictures.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const key = '0123456789abcdef0123';
const pictures: StudyPictures = {
  of: [{ name: 'attack', value: 'kkt' }],
  key,
  file: 'best.npz',
  imageShape: [1, 1, 2],
};

function studyOf(summary: Partial<StoredStudy['summary']>): StoredStudy {
  return {
    name: 'a',
    title: 'A',
    about: '',
    scale: 'smoke',
    setting: { seeds: [1] },
    summary: { claims: [], tables: [], ...summary },
    results: [],
  };
}

/** Twelve images: the k-th is matched with cosine k / 12. */
async function writeResults(folder: string): Promise<void> {
  const rows = (value: (k: number) => number) =>
    makeHostTensor(
      Array.from({ length: 24 }, (_, at) => value(at >> 1)),
      [12, 2],
    );
  mkdirSync(join(folder, key), { recursive: true });
  await saveNpz(join(folder, key, 'best.npz'), {
    original: rows((k) => k / 255),
    best: rows((k) => (k + 20) / 255),
    heldOut: rows((k) => (k + 40) / 255),
    cosine: makeHostTensor(
      Array.from({ length: 12 }, (_, k) => k / 12),
      [12],
    ),
    mean: makeHostTensor([0, 0], [2]),
  });
}

test('the best and those around the median are shown, and read again from their sheets without the results', async () => {
  const cache = temporaryFolder();
  const document = temporaryFolder();
  await writeResults(cache);
  const study = studyOf({ pictures: [pictures, { ...pictures, which: 'median' }] });
  const { pictures: found, sheets } = await loadStudyPictures(study, cache, document);
  expect(found.map((block) => block.pictures.map(({ score }) => Math.round(12 * score!)))).toEqual([
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
    [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
  ]);
  for (const [path, sheet] of Object.entries(sheets)) {
    mkdirSync(join(document, 'pictures'), { recursive: true });
    writeFileSync(join(document, path), sheet);
  }
  const again = await loadStudyPictures(study, temporaryFolder(), document);
  const pixels = (from: typeof found) =>
    from.map((block) => block.pictures.map(({ images }) => images.map((image) => Math.round(255 * image[0]!))));
  expect(pixels(again.pictures)).toEqual(pixels(found));
  expect(again.pictures[0]!.pictures[0]!.images).toHaveLength(3);
});

test('pictures whose results and sheets are gone are left out', async () => {
  const { pictures: found } = await loadStudyPictures(
    studyOf({ pictures: [pictures] }),
    temporaryFolder(),
    temporaryFolder(),
  );
  expect(found).toEqual([]);
});
