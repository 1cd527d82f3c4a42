import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadArrays } from '@noprior/array-files';
import { numberAt, type PointResult } from '@noprior/experiments';
import { type ImagePair, imageSection, type Section } from '@noprior/report';
import type { StoredExperiment } from './stored-experiment.ts';

/** Images of one group that are shown. */
const shown = 10;

/** Stages that leave pictures, and whose candidates are in them. */
const scores = {
  score: 'the KKT attack',
  'evidence score': 'the evidence attack',
  'corners score': 'the corner attack',
} as const;

/** Training images beside their best candidates, one section for each combination of the grid, of the first seed and of the attack that
 * finds most there. */
export async function pictureSections(experiment: StoredExperiment, cache: string): Promise<Section[]> {
  const sections: Section[] = [];
  const seed = experiment.setting.seeds[0];
  for (const result of experiment.results) {
    if (result.seed !== seed) continue;
    const shape = imageShapeOf(result);
    const best = bestScore(result);
    if (shape === undefined || best === undefined) continue;
    const pairs = await readPairs(join(cache, best.key, 'best.npz'));
    if (pairs === undefined) continue;
    sections.push(
      imageSection({
        title: `${Object.entries(result.point)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`,
        note: `Seed ${seed}, the first ${Math.min(shown, pairs.length)} training images, each with its best candidate of ${best.attack}; a shift is taken off both.`,
        imageShape: shape,
        pairs: pairs.slice(0, shown),
        scoreName: 'cosine',
      }),
    );
  }
  return sections;
}

/** Key of the score with most images found, the first of equals, and whose it is. */
function bestScore(result: PointResult): { readonly key: string; readonly attack: string } | undefined {
  const all = Object.entries(scores).flatMap(([stage, attack]) => {
    const found = numberAt(result, stage, 'corrected', 'aboveHeldOutMax');
    return found === undefined ? [] : [{ key: result.stages[stage]!.key, attack, found }];
  });
  return all.toSorted((a, b) => b.found - a.found)[0];
}

function imageShapeOf({ stages }: PointResult): readonly [number, number, number] | undefined {
  const shape = stages.data?.values.imageShape;
  if (!Array.isArray(shape) || shape.length !== 3) return undefined;
  return [Number(shape[0]), Number(shape[1]), Number(shape[2])];
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
