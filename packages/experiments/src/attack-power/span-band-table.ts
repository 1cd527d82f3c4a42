import type { TableBlock, Value } from '@noprior/report';
import { estimateOf, groupBy } from '../engine/read-values.ts';
import { type ComparisonResult, nameOf } from './comparison-point.ts';
import { bandEdges } from './steps/span-bands.ts';

/** Images found of images, by their share in the estimated span. */
export function bandTable(results: readonly ComparisonResult[]): TableBlock {
  const scored = results.filter(({ stages }) => (stages.score?.values.span ?? null) !== null);
  return {
    kind: 'table',
    caption:
      'Images found of images, by the cosine of an image with the estimated span of the first layer; all seeds together. The range of the pixels ' +
      'reveals more than the span does, so an image off the span may be found, too',
    columns: [
      { name: 'network' },
      { name: 'attack' },
      { name: 'start' },
      { name: 'rank of the span' },
      ...bandEdges.map((from, index) => ({ name: bandName(from, bandEdges[index - 1]) })),
    ],
    rows: groupBy(scored, (point) => [nameOf(point), point.method, point.start, point.knowledge].join()).map(
      ({ results: members }): Value[] => {
        const { point } = members[0]!;
        return [
          nameOf(point),
          point.method,
          point.start === 'truth' ? 'the truth' : 'drawn',
          estimateOf(members, ({ stages }) => stages.score?.values.span?.rank)?.value ?? null,
          ...bandEdges.map((edge): Value => {
            const bands = members.flatMap(({ stages }) => stages.score?.values.span?.bands ?? []);
            const own = bands.filter(({ from }) => from === edge);
            const images = sum(own.map((band) => band.images));
            return images === 0 ? null : `${sum(own.map((band) => band.found))} of ${images}`;
          }),
        ];
      },
    ),
  };
}

function bandName(from: number, to: number | undefined): string {
  if (to === undefined) return `from ${from}`;
  return from === 0 ? `below ${to}` : `${from} to ${to}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
