import { type ChartOptions, type ChartSize, renderChart } from './chart.ts';
import { chartAxis, niceRange, powerRange } from './chart-axis.ts';
import { curveEnvelope, type Point } from './curve-envelope.ts';
import { escapeHtml } from './escape-html.ts';
import { extent } from './extent.ts';
import { formatNumber } from './format-number.ts';
import { type LegendEntry, renderLegend } from './legend.ts';
import { seriesColor } from './palette.ts';
import { type Caption, renderCaption, type Section } from './section.ts';

/** One curve. */
export interface LossSeries {
  readonly name: string;
  /** Iteration and loss, in the order of the run. */
  readonly points: readonly Point[];
}

/** Loss curves with values to compare them with. */
export interface LossSectionOptions extends Caption {
  readonly series: readonly LossSeries[];
  /** Drawn as dashed lines over the whole width, for example the oracle loss. */
  readonly reference?: readonly { readonly name: string; readonly value: number | null }[];
  /** Logarithmic loss axis; without it, logarithmic when the values to draw span a factor of 10 or more and all are above 0. */
  readonly logY?: boolean;
  /** Name of the horizontal axis; `iteration` unless given. */
  readonly xName?: string;
  /** Name of the vertical axis; `loss` unless given. */
  readonly yName?: string;
}

const ownLimit =
  'that the training set was found. Other sets of candidates have its loss, or a lower one; the images and their scores ' +
  'beside the controls decide.';

/** A section with loss curves. The legend states the last value of each curve and the value of each reference line, written
 * as `formatNumber` writes them everywhere. What cannot be drawn (NaN, infinite, or at or below 0 on a logarithmic axis) is
 * left out, and the number of such points is stated.
 */
export function lossSection(options: LossSectionOptions): Section {
  return { title: options.title, render: (id) => renderLoss(options, id) };
}

/** A line as it is drawn. */
interface Curve {
  readonly points: readonly Point[];
  readonly color: string;
  readonly dash: string;
}

const dashes: readonly string[] = ['8 5', '2 4', '10 4 2 4'];

function renderLoss(options: LossSectionOptions, id: string): string {
  const { series, reference = [], xName = 'iteration', yName = 'loss' } = options;
  const all = series.flatMap(({ points }) => points);
  const finite = all.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const levels = reference
    .map(({ value }) => value)
    .filter((value): value is number => value !== null && Number.isFinite(value));
  const log = options.logY ?? spansDecade([...finite.map(([, y]) => y), ...levels]);
  const drawable = finite.filter(([, y]) => !log || y > 0);
  const { above, below } = renderCaption(options, ownLimit);
  const legend = renderLegend(legendEntries(series, reference, xName));
  if (drawable.length === 0) return `${above}<p class="empty">No point to draw.</p>${legend}${below}`;

  const [xLow, xHigh] = extent(drawable.map(([x]) => x));
  const drawnLevels = levels.filter((value) => !log || value > 0);
  const y = extent([...drawable.map(([, value]) => value), ...drawnLevels]);
  const curves: Curve[] = series.map(({ points }, index) => ({
    points: points.filter(([, value]) => !log || value > 0),
    color: seriesColor(index),
    dash: '',
  }));
  reference.forEach(({ value }, index) => {
    if (value === null || !drawnLevels.includes(value)) return;
    const end = xHigh > xLow ? xHigh : xLow + 1;
    const [color, dash] = referenceStyle(series.length, index);
    curves.push({
      points: [
        [xLow, value],
        [end, value],
      ],
      color,
      dash,
    });
  });
  const chart: ChartOptions = {
    label: `${options.title}: ${yName} by ${xName}, ${series.length} curves. The list after the chart has the last values.`,
    wideHeight: 360,
    narrowHeight: 280,
    option: (size) => chartOption(curves, [xLow, xHigh], y, log, size),
  };
  const left = all.length - drawable.length;
  const omitted = left === 0 ? '' : ` ${left} ${left === 1 ? 'point' : 'points'} could not be drawn on this axis.`;
  const axes = `${yName} (${log ? 'logarithmic' : 'linear'} axis) by ${xName}.${omitted}`;
  return `${above}<p class="axes">${escapeHtml(axes)}</p>${renderChart(chart, id)}${legend}${below}`;
}

function referenceStyle(seriesCount: number, index: number): readonly [color: string, dash: string] {
  return [seriesColor(seriesCount + index), dashes[index % dashes.length]!];
}

function legendEntries(
  series: readonly LossSeries[],
  reference: readonly { readonly name: string; readonly value: number | null }[],
  xName: string,
): LegendEntry[] {
  const curves = series.map(({ name, points }, index) => {
    const last = points.at(-1);
    const detail = last === undefined ? 'no point' : `${formatNumber(last[1])} at ${xName} ${formatNumber(last[0])}`;
    return { name, detail, color: seriesColor(index), dash: '' };
  });
  const lines = reference.map(({ name, value }, index) => {
    const [color, dash] = referenceStyle(series.length, index);
    return { name, detail: formatNumber(value), color, dash };
  });
  return [...curves, ...lines];
}

function chartOption(
  curves: readonly Curve[],
  x: readonly [number, number],
  y: readonly [number, number],
  log: boolean,
  size: ChartSize,
): Record<string, unknown> {
  const xRange = niceRange(x[0], x[1], size.narrow ? 5 : 8);
  const yRange = log ? powerRange(y[0], y[1]) : niceRange(y[0], y[1], 5);
  const xMax = x[1] > x[0] ? x[1] : xRange.max;
  return {
    grid: { left: 60, right: 16, top: 12, bottom: 30 },
    xAxis: { ...chartAxis({ scale: 'linear', ...xRange, max: xMax, lines: false, marks: 5 }) },
    yAxis: { ...chartAxis({ scale: log ? 'log' : 'linear', ...yRange, lines: true, marks: 5 }) },
    series: curves.map(({ points, color, dash }) => ({
      type: 'line',
      data: curveEnvelope(points, size.width / 2),
      silent: true,
      emphasis: { disabled: true },
      showSymbol: points.length === 1,
      symbol: 'circle',
      symbolSize: 8,
      itemStyle: { color },
      lineStyle: { color, width: dash === '' ? 2 : 2.5, type: dash === '' ? 'solid' : dash.split(' ').map(Number) },
    })),
  };
}

function spansDecade(values: readonly number[]): boolean {
  if (values.length === 0) return true;
  const [low, high] = extent(values);
  return low > 0 && high >= 10 * low;
}
