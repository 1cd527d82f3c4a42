import type { TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { formatValue } from '../format-value.ts';
import { checkRows, columnAligns, columnName } from '../tables/table-columns.ts';
import { plainText } from '../text/code-spans.ts';
import { escapeHtml, htmlText } from './escape-html.ts';

/** The table in a box that scrolls by itself.
 *
 * @param label text alternative of the scrolling box
 * @throws {ShapeError} when a row has not one value per column
 */
export function htmlTable(table: TableBlock, label: string): string {
  const { columns, rows, caption = '', shares = false, folded = false } = table;
  checkRows(table);
  const above = caption === '' ? '' : `<p class="caption">${htmlText(caption)}</p>`;
  if (rows.length === 0) return `${above}<p class="empty">No row.</p>`;
  const aligns = columnAligns(table);
  const classOf = (column: number): string => (aligns[column] === 'right' ? ' class="number"' : '');
  const head = columns.map((column, at) => `<th scope="col"${classOf(at)}>${htmlText(columnName(column))}</th>`);
  const body = rows.map((row) => {
    const largest = Math.max(0, ...row.map(sizeOf).filter(Number.isFinite));
    const cells = row.map((value, at) => {
      const text = htmlText(formatValue(value));
      if (at === 0) return `<th scope="row"${classOf(at)}>${text}</th>`;
      return `<td${classOf(at)}>${text}${shares ? shareBar(value, largest) : ''}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const name = escapeHtml(plainText(label === '' ? caption : label));
  const box =
    `<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
  const key = shares ? '<p class="key">Bars: share of the largest number of the row.</p>' : '';
  return `${above}${folded ? `<details><summary>The numbers</summary>${box}</details>` : box}${key}`;
}

function shareBar(value: Value, largest: number): string {
  const size = sizeOf(value);
  if (!Number.isFinite(size)) return '';
  const share = largest > 0 ? Math.max(0, size / largest) : 0;
  return `<span class="bar"><span style="width:${(share * 100).toFixed(1)}%"></span></span>`;
}

function sizeOf(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null ? (value.value ?? Number.NaN) : Number.NaN;
}
