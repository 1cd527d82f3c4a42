import { type BarDrawing, barChartHeight, barChartOption, barRange } from './bar-chart.ts';
import type { BarPattern } from './bar-shapes.ts';
import { renderChart } from './chart.ts';
import type { Bar, BarColumn } from './document/chart-blocks.ts';
import { escapeHtml } from './escape-html.ts';
import { formatNumber } from './format-number.ts';
import { formatValue } from './format-value.ts';
import { renderBarLegend } from './legend.ts';
import { seriesColor } from './palette.ts';
import { type Caption, renderCaption, type Section } from './section.ts';

/** Horizontal bars on a logarithmic axis. */
export interface BarSectionOptions extends Caption {
  /** From top to bottom. */
  readonly bars: readonly Bar[];
  /** What the bars are of, each in a colour and a pattern; those that no bar is of are left out of the legend. */
  readonly kinds: readonly { readonly name: string; readonly pattern: BarPattern }[];
  /** The texts right of the bars. */
  readonly columns: readonly BarColumn[];
  /** What the axis counts, for example `ms`. */
  readonly unit: string;
  /** What a whisker spans, for example `10th to 90th percentile`. */
  readonly spreadName: string;
  /** Ends of the axis, powers of ten, for several charts on one scale; those that enclose the bars unless given. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Whether axis, whiskers and kinds are explained; yes unless given, no for a chart below another of its sort. */
  readonly key?: boolean;
  /** How marks are written; `formatNumber` unless given. */
  readonly format?: (value: number) => string;
}

/** A section with horizontal bars on a logarithmic axis, whiskers on them, and texts beside them. A bar without a value keeps
 * its line, name and texts.
 */
export function barSection(options: BarSectionOptions): Section {
  return { title: options.title, render: (id) => renderBars(options, id) };
}

function renderBars(options: BarSectionOptions, id: string): string {
  const { title, bars, kinds, columns, unit, spreadName, key = true } = options;
  const { above, below } = renderCaption(options, '');
  const range = options.range ?? barRange(bars);
  if (range === undefined) return `${above}<p class="empty">No value to draw.</p>${below}`;
  const drawing: BarDrawing = {
    bars,
    patterns: kinds.map(({ pattern }) => pattern),
    columns,
    range,
    formatMark: options.format ?? formatNumber,
  };
  const values = bars.map(({ name, cells }) => `${name} ${formatValue(cells[0] ?? '')}`).join('; ');
  const chart = renderChart(
    {
      label: `${title}, ${unit}: ${values}.`,
      wideHeight: barChartHeight(bars.length, false),
      narrowHeight: barChartHeight(bars.length, true),
      option: (size) => barChartOption(drawing, size),
    },
    id,
  );
  if (!key) return `${above}${chart}${below}`;
  const legend = kinds.flatMap(({ name, pattern }, kind) =>
    bars.some((bar) => bar.kind === kind) ? [{ name, pattern, color: seriesColor(kind) }] : [],
  );
  const axes = `Axis: ${unit}, logarithmic: the ends of the bars compare, their lengths do not. Whiskers: ${spreadName}.`;
  return `${above}<p class="axes">${escapeHtml(axes)}</p>${chart}${renderBarLegend(legend)}${below}`;
}
