import { chartColors } from './palette.ts';

/** What an axis of a report's charts is made of; `min` and `max` are in data units. */
export interface AxisOptions {
  readonly scale: 'linear' | 'log';
  readonly min: number;
  readonly max: number;
  /** Data units between two marks of a linear axis. */
  readonly step?: number;
  /** Whether lines are drawn across the chart. */
  readonly lines: boolean;
  /** About how many marks fit. */
  readonly marks: number;
  /** How marks are written; powers of ten on a logarithmic axis unless given. */
  readonly format?: (value: number) => string;
}

/** Axis of echarts in the colours of the report. */
export function chartAxis(options: AxisOptions): Record<string, unknown> {
  const { scale, min, max, step, lines, marks, format } = options;
  return {
    type: scale === 'log' ? 'log' : 'value',
    min,
    max,
    splitNumber: marks,
    ...(step === undefined || scale === 'log' ? {} : { interval: step }),
    axisLine: { show: !lines, onZero: false, lineStyle: { color: chartColors.muted } },
    axisTick: { show: !lines, lineStyle: { color: chartColors.muted } },
    splitLine: { show: lines, lineStyle: { color: chartColors.rule } },
    minorTick: { show: false },
    axisLabel: {
      color: chartColors.muted,
      fontFamily: 'inherit',
      fontSize: 14,
      hideOverlap: true,
      ...(onMark(options) ? {} : { showMaxLabel: false }),
      formatter: format ?? (scale === 'log' ? formatPower : formatMark),
    },
  };
}

/** Limits of a linear axis around `low` to `high`, on round numbers (1, 2 or 5 times a power of ten), with the step between
 * its marks. Limits equal to 9 digits are widened, so that one value has an axis too.
 *
 * @example niceRange(0.31, 0.97, 5) // => { min: 0.2, max: 1, step: 0.2 }
 */
export function niceRange(low: number, high: number, marks: number): { min: number; max: number; step: number } {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const pad = size < 1e-300 ? 1 : size * 0.1;
  const apart = high - low > Math.max(1e-300, 1e-9 * size);
  const [from, to] = apart ? [low, high] : [low - pad, low + pad];
  const rough = (to - from) / marks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const round = (value: number): number => Number(value.toPrecision(12));
  return {
    min: round(Math.floor(from / step + 1e-9) * step),
    max: round(Math.ceil(to / step - 1e-9) * step),
    step: round(step),
  };
}

/** Limits of a logarithmic axis: the powers of ten around `low` to `high`, both above 0. */
export function powerRange(low: number, high: number): { min: number; max: number } {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return { min: 10 ** from, max: 10 ** (to > from ? to : from + 1) };
}

/** Whether the upper end of the axis is one of its marks; echarts would name it beside the last mark otherwise. */
function onMark({ scale, min, max, step }: AxisOptions): boolean {
  if (scale === 'log' || step === undefined) return true;
  const count = (max - min) / step;
  return Math.abs(count - Math.round(count)) < 1e-6;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

function formatPower(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return `10${[...String(exponent)].map((digit) => superscripts[digit] ?? digit).join('')}`;
}

function formatMark(value: number): string {
  const rounded = Number(value.toPrecision(8));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? rounded.toExponential().replace('e+', 'e') : String(rounded);
}
