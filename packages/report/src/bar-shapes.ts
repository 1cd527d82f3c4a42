import { chartColors } from './palette.ts';

/** How a bar is filled; they differ without colour too. */
export type BarPattern = 'full' | 'hatched' | 'hollow';

/** An element of a drawing, as echarts takes it. */
export type BarShape = Readonly<Record<string, unknown>>;

/** A rectangle in pixels. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A bar in its colour: filled, with an outline only, or with an outline and oblique lines. */
export function barShapes(box: Box, color: string, pattern: BarPattern): BarShape[] {
  if (pattern === 'full') return [{ type: 'rect', silent: true, shape: box, style: { fill: color } }];
  const inner = { x: box.x + 0.75, y: box.y + 0.75, width: Math.max(0.5, box.width - 1.5), height: box.height - 1.5 };
  const outline = { stroke: color, lineWidth: 1.5 };
  const shapes: BarShape[] = [{ type: 'rect', silent: true, shape: inner, style: { fill: 'var(--page)', ...outline } }];
  if (pattern === 'hatched') {
    shapes.push({
      type: 'path',
      silent: true,
      shape: { pathData: hatching(inner, 6) },
      style: { fill: 'none', ...outline },
    });
  }
  return shapes;
}

/** Lines at 45 degrees across a box, `gap` pixels from one to the next, cut off at its edges, as the data of an SVG path. */
export function hatching({ x, y, width, height }: Box, gap: number): string {
  const parts: string[] = [];
  const round = (value: number): number => Number(value.toFixed(2));
  for (let start = -height + gap; start < width; start += gap) {
    const [from, to] = [Math.max(0, start), Math.min(width, start + height)];
    if (to <= from) continue;
    parts.push(
      `M${round(x + from)} ${round(y + height - (from - start))}L${round(x + to)} ${round(y + height - (to - start))}`,
    );
  }
  return parts.join('');
}

/** A whisker from `low` to `high`, with a halo, so that it stands out on a bar and beside it. */
export function whiskerShapes(low: number, high: number, middle: number): BarShape[] {
  const line = (width: number, stroke: string): BarShape => ({
    type: 'path',
    silent: true,
    shape: {
      pathData: `M${low} ${middle - 4}L${low} ${middle + 4}M${low} ${middle}L${high} ${middle}M${high} ${middle - 4}L${high} ${middle + 4}`,
    },
    style: { fill: 'none', stroke, lineWidth: width },
  });
  return [line(4, 'var(--page)'), line(1.5, chartColors.ink)];
}

/** Text with its vertical middle at `y`. */
export function barText(
  text: string,
  x: number,
  y: number,
  align: 'left' | 'right',
  muted: boolean,
  fontSize: number = 14,
): BarShape {
  const fill = muted ? chartColors.muted : chartColors.ink;
  return {
    type: 'text',
    silent: true,
    x,
    y,
    style: { text, fill, fontSize, fontFamily: 'inherit', align, verticalAlign: 'middle' },
  };
}
