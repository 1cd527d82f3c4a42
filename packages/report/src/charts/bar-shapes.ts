import type { BarPattern } from '../document/chart-blocks.ts';
import { chartColors } from './palette.ts';
import { pixel, svgPath } from './svg.ts';

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A bar in its colour: filled, with an outline only, or with an outline and oblique lines. */
export function drawBar(box: Box, color: string, pattern: BarPattern): string {
  if (pattern === 'full') return svgPath(boxPath(box), { fill: color });
  const inner = { x: box.x + 0.75, y: box.y + 0.75, width: Math.max(0.5, box.width - 1.5), height: box.height - 1.5 };
  const outline = svgPath(boxPath(inner), { fill: chartColors.page, stroke: color, width: 1.5 });
  const lines = pattern === 'hatched' ? hatching(inner, 6) : '';
  return lines === '' ? outline : outline + svgPath(lines, { stroke: color, width: 1.5 });
}

/** Lines at 45 degrees across a box, `gap` pixels from one to the next, cut off at its edges, as the data of an SVG path. */
export function hatching({ x, y, width, height }: Box, gap: number): string {
  const parts: string[] = [];
  for (let start = -height + gap; start < width; start += gap) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    if (to <= from) continue;
    parts.push(
      `M${pixel(x + from)} ${pixel(y + height - (from - start))}L${pixel(x + to)} ${pixel(y + height - (to - start))}`,
    );
  }
  return parts.join('');
}

/** A whisker from `low` to `high`, with a halo, so that it stands out on a bar and beside it. */
export function drawWhisker(low: number, high: number, middle: number): string {
  const [from, to, top, at] = [low, high, middle - 4, middle].map(pixel);
  const path = `M${from} ${top}v8M${from} ${at}H${to}M${to} ${top}v8`;
  return svgPath(path, { stroke: chartColors.page, width: 4 }) + svgPath(path, { stroke: chartColors.ink, width: 1.5 });
}

function boxPath({ x, y, width, height }: Box): string {
  return `M${pixel(x)} ${pixel(y)}h${pixel(width)}v${pixel(height)}h${pixel(-width)}z`;
}
