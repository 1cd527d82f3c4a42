import type { Chart, LegendEntry } from '../charts/chart.ts';
import { escapeHtml, htmlText } from './escape-html.ts';

/** Drawing widths. The stylesheet shows one of the two and scales it to its container. */
const widths = { wide: 920, narrow: 400 } as const;

/** A chart as two inline SVG drawings, one for wide and one for narrow screens, with how to read it above and its legend below. */
export function htmlChart(chart: Chart): string {
  const notes = chart.notes === '' ? '' : `<p class="axes">${htmlText(chart.notes)}</p>`;
  return `${notes}<div class="chart">${drawing(chart, false)}${drawing(chart, true)}</div>${htmlLegend(chart.legend)}`;
}

function drawing(chart: Chart, narrow: boolean): string {
  const [kind, height] = [narrow ? 'narrow' : 'wide', chart.height(narrow)] as const;
  const width = widths[kind];
  return (
    `<svg class="drawing ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(chart.label)}">` +
    `${chart.draw({ width, height, narrow })}</svg>`
  );
}

/** A legend as a list: it wraps on narrow screens and its numbers can be copied. */
function htmlLegend(entries: readonly LegendEntry[]): string {
  if (entries.length === 0) return '';
  const items = entries.map(({ name, detail, swatch }) => {
    const piece = `<svg class="swatch" viewBox="0 -2 28 16" width="28" height="16" aria-hidden="true">${swatch}</svg>`;
    const aside = detail === '' ? '' : ` <span class="detail">${htmlText(detail)}</span>`;
    return `<li>${piece}<span>${htmlText(name)}${aside}</span></li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}
