import { escapeHtml } from '../html/escape-html.ts';
import { plainText } from '../text/code-spans.ts';
import { chartColors } from './palette.ts';

/** Pixels with two digits behind the point, so that drawings are the same bytes everywhere. */
export function pixel(value: number): string {
  return String(Number(value.toFixed(2)) + 0);
}

/** How a text of a drawing stands. */
export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly muted?: boolean;
  /** Pixels, default 14. */
  readonly size?: number;
}

/** Text as an SVG element, its vertical middle at `y`. */
export function svgText(words: string, x: number, y: number, style: TextStyle = {}): string {
  const { anchor = 'start', muted = false, size = 14 } = style;
  const fill = muted ? chartColors.muted : chartColors.ink;
  return (
    `<text x="${pixel(x)}" y="${pixel(y + 0.35 * size)}" text-anchor="${anchor}" font-size="${size}" fill="${fill}">` +
    `${escapeHtml(plainText(words))}</text>`
  );
}

/** How a path is drawn; no fill unless given. */
export interface PathStyle {
  readonly stroke?: string;
  readonly width?: number;
  /** SVG dash pattern; an empty string is a full line. */
  readonly dash?: string;
  readonly fill?: string;
  readonly opacity?: number;
}

/** A path as an SVG element. */
export function svgPath(data: string, style: PathStyle): string {
  const { stroke, width = 1, dash = '', fill = 'none', opacity } = style;
  const line =
    stroke === undefined
      ? ''
      : ` stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"`;
  const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  const clear = opacity === undefined ? '' : ` opacity="${opacity}"`;
  return `<path d="${data}" fill="${fill}"${line}${dashed}${clear}/>`;
}

/** A line between two points as an SVG element. */
export function svgLine(
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  style: PathStyle,
): string {
  return svgPath(`M${pixel(from[0])} ${pixel(from[1])}L${pixel(to[0])} ${pixel(to[1])}`, style);
}
