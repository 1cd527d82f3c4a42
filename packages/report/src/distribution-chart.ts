import type { ChartSize } from './chart.ts';
import { chartAxis } from './chart-axis.ts';
import { chartColors, seriesColor } from './palette.ts';
import { countBins, type StripMark, stackDots, toBars } from './strip-layout.ts';
import type { Threshold } from './threshold.ts';

/** What the chart of a distribution shows. */
export interface DistributionDrawing {
  /** Finite values by group. */
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly threshold: Threshold | undefined;
  /** Bars instead of dots. */
  readonly bars: boolean;
  readonly range: { readonly min: number; readonly max: number; readonly step: number };
}

/** Pixels: margins of the plot; height of a strip, and of the room for its marks below its name. */
const margins = { left: 14, right: 14, top: 8, bottom: 30 } as const;
const strip = { height: 76, marks: 46 } as const;

/** Height of the chart in pixels. */
export function distributionHeight(groupCount: number): number {
  return margins.top + groupCount * strip.height + margins.bottom;
}

/** The chart for echarts: the vertical axis counts pixels downwards, so that marks stack exactly. */
export function distributionOption(drawing: DistributionDrawing, size: ChartSize): Record<string, unknown> {
  const { groups, threshold, range } = drawing;
  const plotWidth = size.width - margins.left - margins.right;
  const toPixel = (value: number): number => ((value - range.min) / (range.max - range.min)) * plotWidth;
  const toValue = (pixel: number): number => range.min + (pixel / plotWidth) * (range.max - range.min);
  const bottom = groups.length * strip.height;
  const marks = layOutStrips(drawing, toPixel, size.narrow ? 7 : 9);

  const series: Record<string, unknown>[] = groups.flatMap(({ name, values }, index) => {
    const base = (index + 1) * strip.height - 4;
    const data = marks[index]!.map(({ x, y, width, height }) => ({
      value: [toValue(x), base - y],
      symbolSize: [width, height],
    }));
    return [
      line([range.min, base], [range.max, base], chartColors.rule, 'solid', 1),
      {
        ...still,
        type: 'scatter',
        symbol: drawing.bars ? 'rect' : 'circle',
        itemStyle: { color: seriesColor(index), opacity: 0.82 },
        data,
      },
      text([range.min, base - strip.marks - 10], `${name} (${values.length})`),
    ];
  });
  if (threshold !== undefined) {
    series.push(line([threshold.value, 0], [threshold.value, bottom], chartColors.ink, [6, 4], 1.5));
  }
  return {
    grid: { ...margins },
    xAxis: { ...chartAxis({ scale: 'linear', ...range, lines: false, marks: 5 }), position: 'bottom' },
    yAxis: { type: 'value', min: 0, max: bottom, inverse: true, show: false },
    series,
  };
}

function layOutStrips(
  drawing: DistributionDrawing,
  toPixel: (value: number) => number,
  diameter: number,
): StripMark[][] {
  const positions = drawing.groups.map(({ values }) => values.map(toPixel));
  if (!drawing.bars) return positions.map((strips) => stackDots(strips, diameter, strip.marks));
  const edge = toPixel(drawing.threshold?.value ?? drawing.range.min);
  const counts = positions.map((strips) => countBins(strips, diameter, edge));
  const shares = counts.map((bins, index) => Math.max(0, ...bins.values()) / Math.max(1, positions[index]!.length));
  const largestShare = Math.max(...shares);
  return counts.map((bins) => toBars(bins, { binWidth: diameter, edge, height: strip.marks, largestShare }));
}

const still = { silent: true, emphasis: { disabled: true }, clip: false } as const;

function line(
  from: readonly number[],
  to: readonly number[],
  color: string,
  dash: 'solid' | readonly number[],
  width: number,
): Record<string, unknown> {
  return { ...still, type: 'line', symbol: 'none', data: [from, to], lineStyle: { color, width, type: dash } };
}

function text(at: readonly number[], content: string): Record<string, unknown> {
  const label = {
    show: true,
    position: 'right',
    distance: 0,
    color: chartColors.ink,
    fontFamily: 'inherit',
    fontSize: 14,
  };
  return {
    ...still,
    type: 'scatter',
    symbolSize: 0,
    itemStyle: { opacity: 1 },
    data: [at],
    label: { ...label, formatter: () => content },
  };
}
