import { groupBy } from '../engine/read-values.ts';
import type { StudyPictures } from '../engine/study-summary.ts';
import { bestFile } from '../steps/score-kind.ts';
import { type ComparisonResult, nameOf, usualKnowledge } from './comparison-point.ts';

/** Of seed 1: every attack on the usual networks; on the others the one that finds most. */
export function comparisonPictures(results: readonly ComparisonResult[]): StudyPictures[] {
  const first = results.filter(({ point, seed }) => seed === 1 && point.knowledge === usualKnowledge(point.method));
  return groupBy(first, nameOf).flatMap(({ results: members }) => {
    const drawn = members.filter(({ point, stages }) => point.start === 'drawn' && stages.score !== undefined);
    const isUsual = drawn.some(
      ({ point }) => point.method === 'kkt' && point.classes === 2 && point.loss === 'logistic',
    );
    const best = drawn.toSorted((a, b) => b.stages.score!.values.found - a.stages.score!.values.found).slice(0, 1);
    return (isUsual ? drawn : best).flatMap(({ point, stages }): StudyPictures[] => {
      const { key, values } = stages.score!;
      const of = [
        { name: 'network', value: nameOf(point) },
        { name: 'attack', value: point.method },
      ];
      const imageShape = point.dataset === 'cifar10' ? ([3, 32, 32] as const) : ([1, 28, 28] as const);
      const picture = { of, key, file: bestFile, imageShape, which: 'best' } as const;
      return values.images <= 20 ? [picture] : [picture, { ...picture, which: 'median' }];
    });
  });
}
