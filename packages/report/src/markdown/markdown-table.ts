import type { TableBlock } from '../document/document.ts';
import { formatValue } from '../format-value.ts';
import { checkRows, columnAligns, columnName } from '../tables/table-columns.ts';
import { padText, textWidth } from '../text/wrap-words.ts';
import { escapeMarkdown, markdownLines } from './escape-markdown.ts';

/** Longer texts do not widen their column: their lines are longer than the others. */
const mostPadding = 72;

/** A table in Markdown, its columns aligned in the source, too.
 *
 * @throws {ShapeError} when a row has not one value per column
 */
export function markdownTable(table: TableBlock): string[] {
  checkRows(table);
  const { columns, rows, caption = '' } = table;
  const above = caption === '' ? [] : [...markdownLines(caption), ''];
  if (rows.length === 0) return [...above, 'No row.'];
  const aligns = columnAligns(table);
  const cells = [
    columns.map((column) => escapeCell(columnName(column))),
    ...rows.map((row) => row.map((value) => escapeCell(formatValue(value)))),
  ];
  const widths = columns.map((_, at) =>
    Math.max(3, ...cells.map((row) => textWidth(row[at]!)).filter((width) => width <= mostPadding)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, at) => padText(text, widths[at]!, aligns[at]!)).join(' | ')} |`;
  const rule = widths.map((width, at) => (aligns[at] === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [...above, line(cells[0]!), `| ${rule.join(' | ')} |`, ...cells.slice(1).map(line)];
}

/** Text of a cell: a bar would end it, even within code. */
function escapeCell(text: string): string {
  return escapeMarkdown(text).replaceAll('|', '\\|');
}
