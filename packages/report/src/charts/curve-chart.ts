import type { CurveSeries, CurvesBlock, Point } from '../document/chart-blocks.ts';
import { formatNumber } from '../format-number.ts';
import type { Chart, ChartSize, LegendEntry } from './chart.ts';
import { chartAxis, isLogarithmic, shareOf } from './chart-axis.ts';
import { dashOf, drawSymbol } from './chart-symbols.ts';
import { curveEnvelope } from './curve-envelope.ts';
import { seriesColor } from './palette.ts';
import { drawAxes, makePlane, type Plane, placeOf } from './plane.ts';
import { pixel, svgLine, svgPath } from './svg.ts';

/** About so many points of a long curve have a symbol. */
const symbolsOfLong = 8;
/** A curve with up to so many points has a symbol at each. */
const shortCurve = 24;

/** Curves as a chart; `undefined` where no point can be drawn. A long curve is thinned so that no spike is lost. */
export function curveChart(block: CurvesBlock): Chart | undefined {
  const { title, series, references = [], x, y } = block;
  const all = series.flatMap(({ points }) => points);
  const finite = all.filter((point) => point.every(Number.isFinite));
  const levels = references.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []));
  const xLog = isLogarithmic(
    x,
    finite.map(([at]) => at),
  );
  const yLog = isLogarithmic(y, [...finite.map(([, value]) => value), ...levels]);
  const drawable = ([atX, atY]: Point): boolean =>
    Number.isFinite(atX) && Number.isFinite(atY) && isInside(x, xLog, atX) && isInside(y, yLog, atY);
  const points = all.filter(drawable);
  if (points.length === 0) return undefined;

  const lines = levels.filter((value) => isInside(y, yLog, value));
  const columns = points.map(([at]) => at);
  const rows = [...points.map(([, value]) => value), ...lines];
  const curves = series.map((one) => one.points.filter(drawable));
  const legend = curveLegend(block);
  const left = all.length - points.length;
  const omitted = left === 0 ? '' : ` ${left} ${left === 1 ? 'point' : 'points'} could not be drawn on these axes.`;
  return {
    label: `${title === '' ? '' : `${title}: `}${y.name} by ${x.name}. ${legend.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}.`,
    notes: `${y.name} (${yLog ? 'logarithmic' : 'linear'}) by ${x.name} (${xLog ? 'logarithmic' : 'linear'}).${omitted}`,
    legend,
    height: (narrow) => (narrow ? 300 : 370),
    draw: (size) => {
      const plane = makePlane(
        chartAxis(x, columns, xLog, { marks: size.narrow ? 5 : 8, tight: true, at: columns }),
        chartAxis(y, rows, yLog, { marks: size.narrow ? 5 : 7 }),
        size,
      );
      const levelLines = references.map(({ value }, index) =>
        value === null || !lines.includes(value) ? '' : drawLevel(plane, value, series.length + index, index),
      );
      const drawn = curves.map((one, index) => drawCurve(plane, one, index, block, size));
      return drawAxes(plane) + levelLines.join('') + drawn.join('');
    },
  };
}

/** What a legend says of a curve: its own detail, or its last value. */
export function curveDetail({ detail, points }: CurveSeries): string {
  if (detail !== undefined) return detail;
  const last = points.at(-1);
  return last === undefined ? 'no point' : `${formatNumber(last[1])} at the end`;
}

function curveLegend({ series, references = [] }: CurvesBlock): LegendEntry[] {
  const curves = series.map((one, index) => {
    const color = seriesColor(index);
    const line = svgLine([0, 6], [28, 6], { stroke: color, width: 2, dash: lineDash(index, references.length > 0) });
    const symbol = hasSymbols(one.points.length, series.length) ? drawSymbol(index, 14, 6, color) : '';
    return { name: one.name, detail: curveDetail(one), swatch: line + symbol };
  });
  const levels = references.map(({ name, value }, index) => ({
    name,
    detail: formatNumber(value),
    swatch: svgLine([0, 6], [28, 6], levelStyle(series.length + index, index)),
  }));
  return [...curves, ...levels];
}

function drawCurve(
  plane: Plane,
  points: readonly Point[],
  index: number,
  { series, references = [], steps = false }: CurvesBlock,
  size: ChartSize,
): string {
  if (points.length === 0) return '';
  const color = seriesColor(index);
  const thin = curveEnvelope(points, size.width / 2, (at) => shareOf(plane.x, at)).map((point) =>
    placeOf(plane, point),
  );
  const path = thin.map(([x, y], at) =>
    at === 0 ? `M${pixel(x)} ${pixel(y)}` : steps ? `H${pixel(x)}V${pixel(y)}` : `L${pixel(x)} ${pixel(y)}`,
  );
  const line = svgPath(path.join(''), { stroke: color, width: 2, dash: lineDash(index, references.length > 0) });
  if (!hasSymbols(points.length, series.length)) return line;
  const gap = points.length <= shortCurve ? 1 : Math.ceil(points.length / symbolsOfLong);
  const marked = points.filter((_, at) => at % gap === 0 || at === points.length - 1);
  const symbols = marked.map((point) => drawSymbol(index, ...placeOf(plane, point), color));
  return line + symbols.join('');
}

function drawLevel(plane: Plane, value: number, color: number, index: number): string {
  const [, y] = placeOf(plane, [plane.x.min, value]);
  return svgLine([plane.left, y], [plane.right, y], levelStyle(color, index));
}

/** Beside references, which are dashed, curves are full lines. */
function lineDash(index: number, withReferences: boolean): string {
  return withReferences ? '' : dashOf(index);
}

function levelStyle(color: number, index: number): { stroke: string; width: number; dash: string } {
  return { stroke: seriesColor(color), width: 2.5, dash: dashOf(1 + index) };
}

function hasSymbols(points: number, curves: number): boolean {
  return curves > 1 || points <= shortCurve;
}

function isInside({ min, max }: CurvesBlock['x'], log: boolean, value: number): boolean {
  return (!log || value > 0) && value >= (min ?? value) && value <= (max ?? value);
}
