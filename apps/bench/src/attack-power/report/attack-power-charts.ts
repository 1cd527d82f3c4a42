import type { CurveCase } from '../attack-power-case.ts';
import { describeVictim } from '../attack-power-name.ts';
import { type AttackPowerEntry, jobsOfKind } from '../attack-power-result.ts';
import { curveSvg, roundUp } from './curve-svg.ts';
import { groupBy } from './group-by.ts';

/** An SVG file with its text alternative. */
export interface ChartFile {
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** Two drawings for every network whose attacks were followed over time: median cosine, and images found. */
export function attackPowerCharts(jobs: readonly AttackPowerEntry[]): ChartFile[] {
  const groups = groupBy(jobsOfKind(jobs, 'curve'), ({ case: one }) => describeVictim(one.victim));
  return [...groups].flatMap(([data, entries]) => {
    const images = entries[0]!.figures.images;
    const most = Math.max(4, ...entries.flatMap(({ figures }) => figures.points.map((point) => point.aboveHeldOutMax)));
    return (
      [
        ['medianCosine', 'median cosine', 1],
        // Four steps of a round number of images, so that a few of many can be told apart.
        ['aboveHeldOutMax', `images found, of ${images}`, 4 * roundUp(most / 4)],
      ] as const
    ).map(([quality, yName, yMax]) => {
      const title = `${data}: ${yName} by seconds of the attack`;
      const lines = entries.map(({ case: one, figures }) => ({
        name: lineName(one, figures.candidates),
        points: figures.points
          .filter(({ seconds }) => seconds > 0)
          .map((point) => [point.seconds, point[quality]] as const),
      }));
      return {
        name: `curve-${data}-${quality}.svg`.replace(/[^a-z0-9.]+/gi, '-').toLowerCase(),
        title,
        svg: curveSvg({ title, xName: 'seconds of the attack', yName: `${data}: ${yName}`, yMax, lines }),
      };
    });
  });
}

function lineName({ method }: CurveCase, candidates: number): string {
  return `${method === 'reference' ? 'published settings' : method}, ${candidates} candidates`;
}
