import type { Axis } from '../document/chart-blocks.ts';
import { extent } from './extent.ts';

/** An axis ready to be drawn. */
export interface ChartAxis {
  readonly name: string;
  readonly log: boolean;
  readonly min: number;
  readonly max: number;
  /** Values at which it is marked, increasing. */
  readonly marks: readonly number[];
}

/** How an axis is laid out. */
export interface AxisLayout {
  /** About how many marks fit. */
  readonly marks: number;
  /** Whether it ends at the values; it ends at marks otherwise. */
  readonly tight?: boolean;
  /** The only places for marks of a tight logarithmic axis, if they are few: the sizes that were measured. */
  readonly at?: readonly number[];
}

/** Whether an axis is logarithmic: as it says, or if its values are above 0 and span a factor of 10 or more. */
export function isLogarithmic({ scale }: Axis, values: readonly number[]): boolean {
  if (scale !== undefined) return scale === 'log';
  const [low, high] = extent(values.filter(Number.isFinite));
  return low > 0 && high >= 10 * low;
}

/** Ends and marks of an axis.
 *
 * @param values  finite, not empty; above 0 if it is logarithmic
 */
export function chartAxis(axis: Axis, values: readonly number[], log: boolean, layout: AxisLayout): ChartAxis {
  const [low, high] = extent(values);
  const tight = layout.tight === true && high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  const range = log
    ? tight
      ? { min: low / (high / low) ** 0.04, max: high * (high / low) ** 0.04 }
      : powerRange(low, high)
    : niceRange(low, high, layout.marks);
  const ends = tight && !log ? { min: low, max: high } : range;
  const { min = ends.min, max = ends.max } = axis;
  const sizes = [...new Set(layout.at ?? [])].sort((a, b) => a - b);
  const marks =
    log && tight && sizes.length > 0 && sizes.length <= 8
      ? sizes
      : log
        ? logarithmicMarks(min, max, layout.marks)
        : linearMarks(min, max, layout.marks);
  return { name: axis.name, log, min, max, marks };
}

/** Place of a value on an axis: 0 at its lower end, 1 at its upper. */
export function shareOf({ log, min, max }: ChartAxis, value: number): number {
  return log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/** Marks as text. On an axis with a mark below 0.001 or above 100,000 powers of ten are written as such. */
export function formatMarks({ marks, log }: ChartAxis): string[] {
  const isPower = (value: number): boolean => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  const powers = log && marks.every(isPower) && marks.some((value) => value < 0.999e-3 || value > 1.001e5);
  return marks.map((value) => (powers ? formatPower(value) : formatMark(value)));
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
  const from = Math.floor(Math.log10(low) + 1e-12);
  const to = Math.ceil(Math.log10(high) - 1e-12);
  return { min: 10 ** from, max: 10 ** (to > from ? to : from + 1) };
}

function linearMarks(min: number, max: number, count: number): number[] {
  const { min: first, step } = niceRange(min, max, count);
  const slack = 1e-9 * step;
  return Array.from({ length: Math.floor((max - first) / step + 1e-9) + 1 }, (_, index) =>
    Number((first + index * step).toPrecision(12)),
  ).filter((value) => value >= min - slack && value <= max + slack);
}

/** Powers of ten, every second or third where there are many; 1, 2 and 5 times them where they are less than two. */
function logarithmicMarks(min: number, max: number, count: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(min) - 1e-9), Math.floor(Math.log10(max) + 1e-9)];
  if (to - from < 1) {
    const all = [from - 1, from, from + 1].flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power));
    return all.filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9));
  }
  const step = Math.max(1, Math.ceil((to - from + 1) / Math.max(1, count)));
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => 10 ** (from + index * step));
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
