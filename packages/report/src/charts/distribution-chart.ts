import type { DistributionBlock } from '../document/chart-blocks.ts';
import { finiteThreshold } from '../document/threshold.ts';
import { formatNumber } from '../format-number.ts';
import type { Chart, ChartSize } from './chart.ts';
import { type ChartAxis, chartAxis, shareOf } from './chart-axis.ts';
import { chartColors, seriesColor } from './palette.ts';
import { drawHorizontalAxis } from './plane.ts';
import { countBins, maxDots, type StripMark, stackDots, toBars } from './strip-layout.ts';
import { pixel, svgLine, svgPath, svgText } from './svg.ts';

/** Pixels: margins of the plot; height of a strip, and of the room for its marks below its name. */
const margins = { left: 14, right: 14, top: 8, bottom: 48 } as const;
const strip = { height: 76, marks: 46 } as const;

/** Values by group as a chart, one strip for each group; `undefined` where no value can be drawn. A strip has one dot for each value, or
 * bars once a group has more than 150. Values that are not finite are left out; the table counts them.
 */
export function distributionChart(block: DistributionBlock): Chart | undefined {
  const { title, axis } = block;
  const threshold = finiteThreshold(block.threshold);
  const groups = block.groups.map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }));
  const values = groups.flatMap((group) => group.values);
  if (values.length === 0) return undefined;
  const bars = groups.some((group) => group.values.length > maxDots);
  const all = threshold === undefined ? values : [...values, threshold.value];
  const height = margins.top + groups.length * strip.height + margins.bottom;
  const kind = bars ? 'Height: share of the group, the same scale in every strip.' : 'One dot: one value.';
  return {
    label: `${title === '' ? '' : `${title}: `}${axis.name} by group. The table after the chart has the quantiles.`,
    notes: `${kind}${threshold === undefined ? '' : ` Dashed: ${threshold.name}, ${formatNumber(threshold.value)}.`}`,
    legend: [],
    height: () => height,
    draw: (size) => {
      const scale = chartAxis(axis, all, false, { marks: 5 });
      const right = size.width - margins.right;
      const toPixel = (value: number): number => margins.left + shareOf(scale, value) * (right - margins.left);
      const edge = toPixel(threshold?.value ?? scale.min);
      const marks = layOutStrips(
        groups.map((group) => group.values.map(toPixel)),
        { bars, edge, diameter: size.narrow ? 7 : 9 },
      );
      const strips = groups.map((group, index) => drawStrip(group, index, marks[index]!, bars, right));
      return strips.join('') + drawThreshold(threshold?.value, toPixel, groups.length) + drawBottom(scale, size, right);
    },
  };
}

function layOutStrips(
  positions: readonly (readonly number[])[],
  { bars, edge, diameter }: { readonly bars: boolean; readonly edge: number; readonly diameter: number },
): StripMark[][] {
  if (!bars) return positions.map((one) => stackDots(one, diameter, strip.marks));
  const counts = positions.map((one) => countBins(one, diameter, edge));
  const shares = counts.map((bins, index) => Math.max(0, ...bins.values()) / Math.max(1, positions[index]!.length));
  const largestShare = Math.max(...shares);
  return counts.map((bins) => toBars(bins, { binWidth: diameter, edge, height: strip.marks, largestShare }));
}

function drawStrip(
  { name, values }: DistributionBlock['groups'][number],
  index: number,
  marks: readonly StripMark[],
  bars: boolean,
  right: number,
): string {
  const base = margins.top + (index + 1) * strip.height - 4;
  const style = { fill: seriesColor(index), opacity: 0.82 };
  const drawn = marks.map(({ x, y, width, height }) => {
    const [left, middle, radius] = [x - width / 2, base - y, pixel(width / 2)];
    return bars
      ? `M${pixel(left)} ${pixel(middle - height / 2)}h${pixel(width)}v${pixel(height)}h${pixel(-width)}z`
      : `M${pixel(left)} ${pixel(middle)}a${radius} ${radius} 0 1 0 ${pixel(width)} 0a${radius} ${radius} 0 1 0 ${pixel(-width)} 0z`;
  });
  return (
    svgLine([margins.left, base], [right, base], { stroke: chartColors.rule }) +
    drawn.map((data) => svgPath(data, style)).join('') +
    svgText(`${name} (${values.length})`, margins.left, base - strip.marks - 10)
  );
}

function drawThreshold(value: number | undefined, toPixel: (value: number) => number, groups: number): string {
  if (value === undefined) return '';
  const bottom = margins.top + groups * strip.height;
  const style = { stroke: chartColors.ink, width: 1.5, dash: '6 4' };
  return svgLine([toPixel(value), margins.top], [toPixel(value), bottom], style);
}

function drawBottom(scale: ChartAxis, { height }: ChartSize, right: number): string {
  return drawHorizontalAxis(scale, margins.left, right, height - margins.bottom);
}
