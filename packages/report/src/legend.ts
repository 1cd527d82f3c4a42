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
