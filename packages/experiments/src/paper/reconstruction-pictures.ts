import type { Fact } from '@noprior/report';
import type { GridPoint } from '../engine/experiment.ts';
import type { StudyPictures } from '../engine/study-summary.ts';
import { bestFile } from '../steps/score-kind.ts';
import { foundBy, type ReconstructionResult, scoredAttacks, scoreStages } from './reconstruction-table.ts';

/** Training images above their best candidates, for each point of the grid: of its first seed, and of the attack that finds most there.
 *
 * @param facts  what of the grid a result is of
 */
export function reconstructionPictures<Point extends GridPoint>(
  results: readonly ReconstructionResult<Point>[],
  facts: (point: Point) => readonly Fact[],
): StudyPictures[] {
  const first = results[0]?.seed;
  return results.flatMap((result) => {
    const { seed, point, stages } = result;
    const imageShape = stages.data?.values.imageShape ?? undefined;
    const [best] = scoredAttacks
      .flatMap((attack) => ({ attack, found: foundBy(attack, [result])?.value, key: stages[scoreStages[attack]]?.key }))
      .filter(({ found }) => found !== undefined)
      .toSorted((a, b) => b.found! - a.found!);
    if (seed !== first || imageShape === undefined || best?.key === undefined) return [];
    const of = [...facts(point), { name: 'seed', value: seed }, { name: 'attack', value: best.attack }];
    return [{ of, key: best.key, file: bestFile, imageShape }];
  });
}
