import { type ChartSize, renderChart } from './chart.ts';
import { chartAxis, powerRange } from './chart-axis.ts';
import type { CurveSeries, Point } from './document/chart-blocks.ts';
import { escapeHtml } from './escape-html.ts';
import { extent } from './extent.ts';
import { formatNumber } from './format-number.ts';
import { renderLegend } from './legend.ts';
import { seriesColor } from './palette.ts';
import { type Caption, renderCaption, type Section } from './section.ts';

/** Curves with both axes logarithmic. */
export interface CurveSectionOptions extends Caption {
  readonly series: readonly CurveSeries[];
  readonly xName: string;
  readonly yName: string;
  /** How marks are written; `formatNumber` unless given. */
  readonly format?: (value: number) => string;
}

/** So that curves differ without colour, too. */
const dashes: readonly string[] = ['', '8 5', '2 4', '10 4 2 4'];
const symbols: readonly string[] = ['circle', 'rect', 'triangle', 'diamond'];

/** A section with curves on two logarithmic axes, on which a power law is a straight line and its exponent the slope. */
export function curveSection(options: CurveSectionOptions): Section {
  return { title: options.title, render: (id) => renderCurves(options, id) };
}

function renderCurves(options: CurveSectionOptions, id: string): string {
  const { title, xName, yName } = options;
  const series = options.series.map((one) => ({ ...one, points: one.points.filter(isDrawable) }));
  const { above, below } = renderCaption(options, '');
  if (series.every(({ points }) => points.length === 0))
    return `${above}<p class="empty">No point to draw.</p>${below}`;
  const legend = series.map(({ name, detail }, index) => ({
    name,
    detail: detail ?? '',
    color: seriesColor(index),
    dash: dashes[index % dashes.length]!,
  }));
  const chart = renderChart(
    {
      label: `${title}: ${yName} by ${xName}. ${series.map(({ name, detail }) => `${name}: ${detail ?? ''}`).join('; ')}.`,
      wideHeight: 340,
      narrowHeight: 290,
      option: (size) => chartOption(options, series, size),
    },
    id,
  );
  const axes = `${yName} by ${xName}, both axes logarithmic.`;
  return `${above}<p class="axes">${escapeHtml(axes)}</p>${chart}${renderLegend(legend)}${below}`;
}

function chartOption(
  { format = formatNumber }: CurveSectionOptions,
  series: readonly CurveSeries[],
  size: ChartSize,
): Record<string, unknown> {
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const [low, high] = extent(series.flatMap(({ points }) => points.map(([, y]) => y)));
  const range = powerRange(low, high);
  const pad = (sizes.at(-1)! / sizes[0]!) ** 0.04;
  const margin = pad > 1 ? pad : 1.5;
  const xRange = { min: sizes[0]! / margin, max: sizes.at(-1)! * margin };
  const axis = { scale: 'log' as const, format };
  const x = chartAxis({ ...axis, ...xRange, lines: false, marks: 5 });
  const label = typeof x.axisLabel === 'object' ? x.axisLabel : {};
  return {
    grid: { left: 60, right: 16, top: 12, bottom: 30 },
    // Marks at the measured sizes.
    xAxis: {
      ...x,
      axisLabel: { ...label, customValues: sizes, showMinLabel: null, showMaxLabel: null },
      axisTick: { show: true, customValues: sizes },
    },
    yAxis: chartAxis({ ...axis, ...range, lines: true, marks: Math.round(Math.log10(range.max / range.min)) }),
    series: series.map(({ points }, index) => ({
      type: 'line',
      data: points,
      silent: true,
      emphasis: { disabled: true },
      showSymbol: true,
      symbol: symbols[index % symbols.length]!,
      symbolSize: size.narrow ? 8 : 9,
      itemStyle: { color: seriesColor(index), opacity: 1 },
      lineStyle: {
        color: seriesColor(index),
        width: 2,
        type: dashes[index % dashes.length] === '' ? 'solid' : dashes[index % dashes.length]!.split(' ').map(Number),
      },
    })),
  };
}

function isDrawable([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && x > 0 && y > 0;
}
