import { type BarPattern, hatching } from './bar-shapes.ts';
import { escapeHtml } from './escape-html.ts';

/** One entry of the legend under a chart. */
export interface LegendEntry {
  readonly name: string;
  /** What stands behind the name, for example the last value. */
  readonly detail: string;
  /** CSS colour. */
  readonly color: string;
  /** SVG dash pattern; an empty string is a full line. */
  readonly dash: string;
}

/** A legend as an HTML list: it wraps on narrow screens and its numbers can be copied. */
export function renderLegend(entries: readonly LegendEntry[]): string {
  const items = entries.map(({ name, detail, color, dash }) => {
    const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    const line = `<line x1="0" y1="5" x2="28" y2="5" stroke="${color}" stroke-width="3"${dashed}/>`;
    const swatch = `<svg class="swatch" viewBox="0 0 28 10" width="28" height="10" aria-hidden="true">${line}</svg>`;
    return `<li>${swatch}<span>${escapeHtml(name)} <span class="detail">${escapeHtml(detail)}</span></span></li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** A legend of bars: a piece of each kind. */
export function renderBarLegend(
  entries: readonly { readonly name: string; readonly color: string; readonly pattern: BarPattern }[],
): string {
  const items = entries.map(({ name, color, pattern }) => {
    const box = { x: 0.75, y: 0.75, width: 26.5, height: 10.5 };
    const size = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"`;
    const fill = pattern === 'full' ? color : 'none';
    const lines = pattern === 'hatched' ? `<path d="${hatching(box, 6)}" stroke="${color}" stroke-width="1.5"/>` : '';
    const piece = `<rect ${size} fill="${fill}" stroke="${color}" stroke-width="1.5"/>${lines}`;
    const swatch = `<svg class="swatch" viewBox="0 0 28 12" width="28" height="12" aria-hidden="true">${piece}</svg>`;
    return `<li>${swatch}<span>${escapeHtml(name)}</span></li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}
