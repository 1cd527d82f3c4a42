import type { Point, ScatterBlock } from '../document/chart-blocks.ts';
import type { Chart } from './chart.ts';
import { chartAxis, isLogarithmic } from './chart-axis.ts';
import { cloudPath, cloudPen } from './chart-symbols.ts';
import { chartColors, seriesColor } from './palette.ts';
import { drawAxes, makePlane, type Plane, placeOf } from './plane.ts';
import { svgLine, svgPath } from './svg.ts';

/** A cloud of points as a chart; `undefined` where no point can be drawn. */
export function scatterChart({ title, x, y, series, diagonal = false }: ScatterBlock): Chart | undefined {
  const all = series.flatMap(({ points }) => points).filter((point) => point.every(Number.isFinite));
  const [xLog, yLog] = [0, 1].map((axis) =>
    isLogarithmic(
      axis === 0 ? x : y,
      all.map((point) => point[axis]!),
    ),
  ) as [boolean, boolean];
  const drawable = ([atX, atY]: Point): boolean =>
    Number.isFinite(atX) && Number.isFinite(atY) && (!xLog || atX > 0) && (!yLog || atY > 0);
  const clouds = series
    .map(({ name, points }) => ({ name, points: points.filter(drawable) }))
    .filter(({ points }) => points.length > 0);
  const points = clouds.flatMap((cloud) => cloud.points);
  if (points.length === 0) return undefined;

  const left = series.reduce((sum, one) => sum + one.points.length, 0) - points.length;
  const omitted = left === 0 ? '' : ` ${left} ${left === 1 ? 'point' : 'points'} could not be drawn on these axes.`;
  return {
    label: `${title === '' ? '' : `${title}: `}${y.name} by ${x.name}. ${clouds.map((cloud) => `${cloud.name}: ${countPoints(cloud.points)}`).join('; ')}.`,
    notes:
      `${y.name} (${yLog ? 'logarithmic' : 'linear'}) by ${x.name} (${xLog ? 'logarithmic' : 'linear'}).` +
      `${diagonal ? ' Dashed: both are equal.' : ''}${omitted}`,
    legend: clouds.map((cloud, index) => ({
      name: cloud.name,
      detail: countPoints(cloud.points),
      swatch: drawCloud(index, [[14, 6]]),
    })),
    height: (narrow) => (narrow ? 360 : 470),
    draw: (size) => {
      const marks = size.narrow ? 5 : 8;
      const plane = makePlane(
        chartAxis(
          x,
          points.map(([at]) => at),
          xLog,
          { marks },
        ),
        chartAxis(
          y,
          points.map(([, at]) => at),
          yLog,
          { marks },
        ),
        size,
      );
      const drawn = clouds.map((cloud, index) =>
        drawCloud(
          index,
          cloud.points.map((point) => placeOf(plane, point)),
        ),
      );
      return drawAxes(plane) + drawn.join('') + (diagonal ? drawDiagonal(plane) : '');
    },
  };
}

function drawCloud(index: number, points: readonly (readonly [number, number])[]): string {
  return svgPath(cloudPath(index, points), { stroke: seriesColor(index), width: cloudPen(index), opacity: 0.7 });
}

function drawDiagonal(plane: Plane): string {
  const from = Math.max(plane.x.min, plane.y.min);
  const to = Math.min(plane.x.max, plane.y.max);
  if (!(from < to)) return '';
  const style = { stroke: chartColors.ink, width: 1.5, dash: '7 5' };
  return svgLine(placeOf(plane, [from, from]), placeOf(plane, [to, to]), style);
}

function countPoints(points: readonly Point[]): string {
  return points.length === 1 ? '1 point' : `${points.length} points`;
}
