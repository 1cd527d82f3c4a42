import { textWidth } from '../text/wrap-words.ts';
import type { ChartSize } from './chart.ts';
import { type ChartAxis, formatMarks, shareOf } from './chart-axis.ts';
import { chartColors } from './palette.ts';
import { svgLine, svgText } from './svg.ts';

/** The rectangle of a drawing in which its points lie, between two axes. */
export interface Plane {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

/** Pixels of a character of 14 pixels, about. */
export const characterWidth = 7.6;

/** Room for points and axes in a drawing. */
export function makePlane(x: ChartAxis, y: ChartAxis, { width, height }: ChartSize): Plane {
  const widest = Math.max(...formatMarks(y).map(textWidth), 1);
  return { left: Math.max(34, 14 + widest * characterWidth), right: width - 16, top: 34, bottom: height - 48, x, y };
}

/** Where a point lies, in pixels. */
export function placeOf(
  { left, right, top, bottom, x, y }: Plane,
  [atX, atY]: readonly [number, number],
): [number, number] {
  return [left + shareOf(x, atX) * (right - left), bottom - shareOf(y, atY) * (bottom - top)];
}

/** Axes with their names and marks, and a line across the plane at every mark of the vertical one. */
export function drawAxes(plane: Plane): string {
  const { left, right, top, bottom, x, y } = plane;
  const rows = formatMarks(y).map((text, index) => {
    const at = bottom - shareOf(y, y.marks[index]!) * (bottom - top);
    const line = svgLine([left, at], [right, at], { stroke: chartColors.rule });
    return line + svgText(text, left - 8, at, { anchor: 'end', muted: true });
  });
  return rows.join('') + drawHorizontalAxis(x, left, right, bottom) + svgText(y.name, 2, 12, { muted: true });
}

/** A horizontal axis with its name and marks; marks whose texts would touch are left out. */
export function drawHorizontalAxis(axis: ChartAxis, left: number, right: number, bottom: number): string {
  let taken = Number.NEGATIVE_INFINITY;
  const marks = formatMarks(axis).map((text, index) => {
    const at = left + shareOf(axis, axis.marks[index]!) * (right - left);
    const tick = svgLine([at, bottom], [at, bottom + 5], { stroke: chartColors.muted });
    const half = (textWidth(text) * characterWidth) / 2;
    if (at - half < taken + 8) return tick;
    taken = at + half;
    return tick + svgText(text, at, bottom + 17, { anchor: 'middle', muted: true });
  });
  return (
    svgLine([left, bottom], [right, bottom], { stroke: chartColors.muted }) +
    marks.join('') +
    svgText(axis.name, (left + right) / 2, bottom + 37, { anchor: 'middle', muted: true })
  );
}
