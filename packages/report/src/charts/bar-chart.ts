import type { Bar, BarColumn, BarsBlock } from '../document/chart-blocks.ts';
import { formatValue } from '../format-value.ts';
import { plainText } from '../text/code-spans.ts';
import { textWidth } from '../text/wrap-words.ts';
import { drawBar, drawWhisker } from './bar-shapes.ts';
import type { Chart, ChartSize } from './chart.ts';
import { type ChartAxis, chartAxis, powerRange, shareOf } from './chart-axis.ts';
import { chartColors, seriesColor } from './palette.ts';
import { characterWidth, drawHorizontalAxis } from './plane.ts';
import { pixel, svgPath, svgText } from './svg.ts';

/** Pixels: names left of the bars in the wide drawing (at least, so that charts below each other line up), one column of text at the
 * right, and margins.
 */
const wide = { row: 25, names: 250, column: 88, top: 24, bottom: 48 } as const;
/** Pixels that names take at most: half of the drawing is left to the bars and their texts. */
const mostNames = 440;
/** In the narrow drawing a name stands above its bar, and the first column right of the bar. */
const narrow = { row: 42, names: 6, column: 84, top: 8, bottom: 48 } as const;
const thickness = 12;

/** Powers of ten around all values and whiskers above 0, for a common axis of several charts; `undefined` when there is nothing to
 * draw.
 */
export function barRange(bars: readonly Bar[]): { min: number; max: number } | undefined {
  const values = bars.flatMap(({ value, spread = [] }) => (value === null ? [] : [value, ...spread]));
  const drawable = values.filter(isDrawable);
  return drawable.length === 0 ? undefined : powerRange(Math.min(...drawable), Math.max(...drawable));
}

/** Bars as a chart; `undefined` where none can be drawn. */
export function barChart(block: BarsBlock): Chart | undefined {
  const { title, bars, kinds, axis, spreadName, key = true } = block;
  const range = barRange(bars);
  if (range === undefined) return undefined;
  const values = bars.map(({ name, cells }) => `${name} ${formatValue(cells[0] ?? null)}`).join('; ');
  const whiskers = spreadName === undefined ? '' : ` Whiskers: ${spreadName}.`;
  return {
    label: `${title === '' ? '' : `${title}, `}${axis.name}: ${values}.`,
    notes: key ? `The axis is logarithmic: the ends of the bars compare, their lengths do not.${whiskers}` : '',
    legend: key
      ? kinds.flatMap(({ name, pattern }, kind) => {
          if (!bars.some((bar) => bar.kind === kind)) return [];
          const box = { x: 0, y: 0, width: 28, height: 12 };
          return [{ name, detail: '', swatch: drawBar(box, seriesColor(kind), pattern) }];
        })
      : [],
    height: (isNarrow) => {
      const { row, top, bottom } = isNarrow ? narrow : wide;
      return top + bars.length * row + bottom;
    },
    draw: (size) => {
      const { column } = size.narrow ? narrow : wide;
      const names = size.narrow ? narrow.names : nameWidth(bars);
      const right = size.width - (size.narrow ? 1 : block.columns.length) * column - 8;
      const decades = size.narrow ? 4 : 10;
      const scale = chartAxis(axis, [range.min, range.max], true, { marks: decades });
      return drawBars(block, scale, { ...size, left: names, right });
    },
  };
}

function nameWidth(bars: readonly Bar[]): number {
  const longest = Math.max(...bars.map(({ name }) => textWidth(plainText(name))));
  return Math.min(mostNames, Math.max(wide.names, longest * characterWidth + 20));
}

interface BarArea extends ChartSize {
  readonly left: number;
  readonly right: number;
}

function drawBars({ bars, kinds, columns }: BarsBlock, scale: ChartAxis, area: BarArea): string {
  const { row, top, bottom } = area.narrow ? narrow : wide;
  const { left, right, height } = area;
  const place = (value: number): number => left + Math.min(1, Math.max(0, shareOf(scale, value))) * (right - left);
  const grid = scale.marks
    .map((mark) => svgPath(`M${pixel(place(mark))} ${top}V${height - bottom}`, { stroke: chartColors.rule }))
    .join('');
  const heads = area.narrow
    ? ''
    : columns
        .map(({ name }, at) => svgText(name, columnEnd(area, columns, at), 12, { anchor: 'end', muted: true }))
        .join('');
  const rows = bars.map((bar, index) => {
    const middle = top + index * row + (area.narrow ? 30 : row / 2);
    const shapes: string[] = [];
    if (isDrawable(bar.value)) {
      const box = {
        x: left,
        y: middle - thickness / 2,
        width: Math.max(1, place(bar.value) - left),
        height: thickness,
      };
      shapes.push(drawBar(box, seriesColor(bar.kind), kinds[bar.kind]?.pattern ?? 'full'));
    }
    if (bar.spread?.every(isDrawable)) shapes.push(drawWhisker(place(bar.spread[0]), place(bar.spread[1]), middle));
    shapes.push(area.narrow ? narrowTexts(bar, columns, area, middle) : wideTexts(bar, columns, area, middle));
    return shapes.join('');
  });
  return grid + heads + rows.join('') + drawHorizontalAxis(scale, left, right, height - bottom);
}

function wideTexts(bar: Bar, columns: readonly BarColumn[], area: BarArea, middle: number): string {
  const cells = bar.cells.map((cell, at) =>
    svgText(formatValue(cell), columnEnd(area, columns, at), middle, { anchor: 'end', muted: at > 0 }),
  );
  return svgText(bar.name, area.left - 12, middle, { anchor: 'end' }) + cells.join('');
}

function narrowTexts(bar: Bar, columns: readonly BarColumn[], area: BarArea, middle: number): string {
  const [first = '', ...rest] = bar.cells.map((cell) => formatValue(cell));
  const aside = rest
    .map((cell, at) =>
      cell === '' || cell === '–' ? '' : `${columns[at + 1]?.short ?? columns[at + 1]?.name} ${cell}`,
    )
    .filter((text) => text !== '')
    .join(', ');
  return (
    svgText(bar.name, narrow.names, middle - 17, { size: 13 }) +
    svgText(aside, area.width - 2, middle - 17, { anchor: 'end', muted: true, size: 12 }) +
    svgText(first, area.width - 2, middle, { anchor: 'end' })
  );
}

function isDrawable(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value > 0;
}

function columnEnd({ width }: ChartSize, columns: readonly BarColumn[], index: number): number {
  return width - 2 - (columns.length - 1 - index) * wide.column;
}
