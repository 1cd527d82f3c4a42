import { escapeHtml } from '../html/escape-html.ts';
import { plainText } from '../text/code-spans.ts';
import { textWidth, wrapWords } from '../text/wrap-words.ts';
import type { Chart, LegendEntry } from './chart.ts';
import { paperColors } from './palette.ts';
import { pixel, svgText } from './svg.ts';

/** Pixels: legible on a phone, where a page of 480 is shown at about 340. */
const width = 480;
const margin = 10;
const legendRow = 20;
/** Characters of a legend that fit a line. */
const legendColumns = 58;

/** A chart as an SVG file that stands alone: its legend below it, its colours those of paper, on white, so that it is legible in dark
 * mode as well and in programs without style sheets.
 */
export function svgFile(chart: Chart): string {
  const inner = width - 2 * margin;
  const chartHeight = chart.height(true);
  const drawing = chart.draw({ width: inner, height: chartHeight, narrow: true });
  const legend = drawLegend(chart.legend);
  const height = 2 * margin + chartHeight + (legend.rows === 0 ? 0 : legend.rows * legendRow + 8);
  const label = escapeHtml(plainText(chart.label));
  const body =
    `<rect width="${width}" height="${height}" fill="${paperColors.page}"/>\n` +
    `<g transform="translate(${margin} ${margin})">\n${drawing}\n</g>\n` +
    `<g transform="translate(${margin} ${margin + chartHeight + 8})">\n${legend.elements}</g>\n`;
  const colored = body.replace(/var\(--([\w-]+)\)/g, (whole, name: string) => paperColors[name] ?? whole);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="system-ui, sans-serif" role="img" aria-label="${label}">\n<title>${label}</title>\n${lineByElement(colored)}</svg>\n`
  );
}

function drawLegend(entries: readonly LegendEntry[]): { readonly elements: string; readonly rows: number } {
  let rows = 0;
  const elements = entries.map(({ name, detail, swatch }) => {
    const lines = wrapWords(plainText(detail === '' ? name : `${name}, ${detail}`).split(' '), legendColumns);
    const piece = `<g transform="translate(0 ${pixel(rows * legendRow + 2)})">${swatch}</g>`;
    const texts = lines.map((line, index) =>
      svgText(line, 38, (rows + index) * legendRow + 8, { size: textWidth(line) > legendColumns ? 11 : 13 }),
    );
    rows += lines.length;
    return `${piece}${texts.join('')}\n`;
  });
  return { elements: elements.join(''), rows };
}

/** One element a line, so that a change of a chart is a change of few lines. */
function lineByElement(elements: string): string {
  return elements.replace(/(\/>|<\/text>)(?=<(?:path|text|line|rect))/g, '$1\n');
}
