import { type BarPattern, type BarShape, barShapes, barText, whiskerShapes } from './bar-shapes.ts';
import type { ChartSize } from './chart.ts';
import { chartAxis, powerRange } from './chart-axis.ts';
import type { Bar, BarColumn } from './document/chart-blocks.ts';
import { formatValue } from './format-value.ts';
import { seriesColor } from './palette.ts';

/** What a bar chart shows. */
export interface BarDrawing {
  readonly bars: readonly Bar[];
  readonly patterns: readonly BarPattern[];
  /** The texts at the right. */
  readonly columns: readonly BarColumn[];
  /** Limits of the logarithmic axis, powers of ten. */
  readonly range: { readonly min: number; readonly max: number };
  readonly formatMark: (value: number) => string;
}

/** Pixels: names left of the bars in the wide drawing, one column of text at the right, and margins. */
const wide = { row: 25, names: 250, column: 88, top: 24, bottom: 30 } as const;
/** In the narrow drawing a name stands above its bar, and the first column right of the bar. */
const narrow = { row: 42, names: 6, column: 84, top: 8, bottom: 30 } as const;
const thickness = 12;

/** Height of the chart in pixels. */
export function barChartHeight(count: number, isNarrow: boolean): number {
  const { row, top, bottom } = isNarrow ? narrow : wide;
  return top + count * row + bottom;
}

/** Powers of ten around all values and whiskers above 0; `undefined` when there is nothing to draw. */
export function barRange(bars: readonly Bar[]): { min: number; max: number } | undefined {
  const values = bars.flatMap(({ value, spread = [] }) => (value === null ? [] : [value, ...spread]));
  const drawable = values.filter(isDrawable);
  return drawable.length === 0 ? undefined : powerRange(Math.min(...drawable), Math.max(...drawable));
}

/** The chart for echarts: the vertical axis counts pixels downwards, so that names, bars and texts line up. */
export function barChartOption(drawing: BarDrawing, size: ChartSize): Record<string, unknown> {
  const { bars, columns, range, formatMark } = drawing;
  const { row, names, column, top, bottom } = size.narrow ? narrow : wide;
  const right = (size.narrow ? 1 : columns.length) * column + 8;
  const decades = Math.round(Math.log10(range.max / range.min));
  const step = size.narrow && decades > 4 ? 2 : 1;
  const format = (value: number): string =>
    Math.round(Math.log10(value / range.min)) % step === 0 ? formatMark(value) : '';
  return {
    grid: { left: names, right, top, bottom },
    xAxis: { ...chartAxis({ scale: 'log', ...range, lines: true, marks: decades, format }), position: 'bottom' },
    yAxis: { type: 'value', min: 0, max: bars.length * row, inverse: true, show: false },
    series: [
      {
        type: 'custom',
        silent: true,
        clip: false,
        data: [[range.min, 0]],
        renderItem: (_: unknown, api: { coord: (at: readonly number[]) => number[] }) => ({
          type: 'group',
          children: drawBars(drawing, size, (value, y) => {
            const [px, py] = api.coord([value, y]);
            return [px!, py!];
          }),
        }),
      },
    ],
  };
}

type ToPixel = (value: number, y: number) => readonly [x: number, y: number];

function drawBars(drawing: BarDrawing, size: ChartSize, toPixel: ToPixel): BarShape[] {
  const { bars, columns, range, patterns } = drawing;
  const { row } = size.narrow ? narrow : wide;
  const within = (value: number): number => Math.min(range.max, Math.max(range.min, value));
  const shapes: BarShape[] = [];
  if (!size.narrow) {
    columns.forEach(({ name }, index) => {
      shapes.push(barText(name, columnEnd(size, columns, index), wide.top - 12, 'right', true));
    });
  }
  bars.forEach((bar, index) => {
    const [left, middle] = toPixel(range.min, index * row + (size.narrow ? 30 : row / 2));
    if (isDrawable(bar.value)) {
      const [end] = toPixel(within(bar.value), 0);
      const box = { x: left, y: middle - thickness / 2, width: Math.max(1, end - left), height: thickness };
      shapes.push(...barShapes(box, seriesColor(bar.kind), patterns[bar.kind] ?? 'full'));
    }
    if (bar.spread?.every(isDrawable)) {
      const [low, high] = bar.spread.map((value) => toPixel(within(value), 0)[0]);
      shapes.push(...whiskerShapes(low!, high!, middle));
    }
    if (size.narrow) {
      const [first = '', ...rest] = bar.cells.map((cell) => formatValue(cell));
      const aside = rest
        .map((cell, at) =>
          cell === '' || cell === '–' ? '' : `${columns[at + 1]?.short ?? columns[at + 1]?.name} ${cell}`,
        )
        .filter((text) => text !== '')
        .join(', ');
      shapes.push(barText(bar.name, narrow.names, middle - 17, 'left', false, 13));
      shapes.push(barText(aside, size.width - 2, middle - 17, 'right', true, 12));
      shapes.push(barText(first, size.width - 2, middle, 'right', false));
    } else {
      shapes.push(barText(bar.name, left - 12, middle, 'right', false));
      bar.cells.forEach((cell, at) => {
        shapes.push(barText(formatValue(cell), columnEnd(size, columns, at), middle, 'right', at > 0));
      });
    }
  });
  return shapes;
}

function isDrawable(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value > 0;
}

function columnEnd(size: ChartSize, columns: readonly BarColumn[], index: number): number {
  return size.width - 2 - (columns.length - 1 - index) * wide.column;
}
