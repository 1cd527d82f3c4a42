import { chartColors } from './palette.ts';
import { pixel, svgPath } from './svg.ts';

/** Dashes of lines, so that they differ without colour, too. */
const dashes: readonly string[] = ['', '9 5', '2 5', '11 4 2 4', '5 3', '14 5'];

/** SVG dash pattern of a line. */
export function dashOf(index: number): string {
  return dashes[index % dashes.length]!;
}

const symbols = ['disc', 'square', 'triangle', 'diamond', 'ring', 'cross'] as const;

/** The mark of a series at a point, in pixels: a disc, a square, a triangle, a diamond, a ring or a cross. */
export function drawSymbol(index: number, x: number, y: number, color: string): string {
  const from = (dx: number, dy: number): string => `M${pixel(x + dx)} ${pixel(y + dy)}`;
  switch (symbols[index % symbols.length]!) {
    case 'disc':
      return svgPath(`${from(-4, 0)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`, { fill: color });
    case 'ring':
      return svgPath(`${from(-4, 0)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`, {
        fill: chartColors.page,
        stroke: color,
        width: 2,
      });
    case 'square':
      return svgPath(`${from(-4, -4)}h8v8h-8z`, { fill: chartColors.page, stroke: color, width: 2 });
    case 'triangle':
      return svgPath(`${from(0, -5)}l5 9h-10z`, { fill: color });
    case 'diamond':
      return svgPath(`${from(0, -5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`, { fill: color });
    case 'cross':
      return svgPath(`${from(-4, -4)}l8 8m0 -8l-8 8`, { stroke: color, width: 2 });
  }
}

/** Points of a cloud as the data of one path, a mark for each: a dot, a plus, a triangle, a cross. */
export function cloudPath(index: number, points: readonly (readonly [x: number, y: number])[]): string {
  const mark = cloudMarks[index % cloudMarks.length]!;
  return points.map(([x, y]) => `M${pixel(x)} ${pixel(y)}${mark}`).join('');
}

/** Width of the pen of a cloud: the first is of dots, which a pen makes by itself. */
export function cloudPen(index: number): number {
  return index % cloudMarks.length === 0 ? 4 : 1.2;
}

const cloudMarks: readonly string[] = ['h0', 'm-3 0h6m-3-3v6', 'm-3 2.6h6l-3-5.2z', 'm-2.5-2.5l5 5m0-5l-5 5'];
