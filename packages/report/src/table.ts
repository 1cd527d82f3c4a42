import { ShapeError } from '@noprior/tensor';
import { escapeHtml } from './escape-html.ts';
import { formatNumber } from './format-number.ts';

/** A cell: text as it is, a number as `formatNumber` writes it unless the table says how, null as an en dash. */
export type Cell = string | number | null;

/** A table; the first cell of a row is its heading. */
export interface Table {
  /** Heading of every column, the first one included. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether a bar behind each number shows its share of the largest number of its row. */
  readonly bars?: boolean;
  /** How numbers are written; `formatNumber` unless given. */
  readonly format?: (value: number | null) => string;
}

/** The table as HTML in a box that scrolls by itself. A column is right-aligned when it holds numbers and no text.
 *
 * @param label text alternative of the scrolling box
 * @throws {ShapeError} when a row has not one cell per column
 */
export function renderTable(table: Table, label: string): string {
  const { columns, rows, bars = false, format = formatNumber } = table;
  for (const [index, row] of rows.entries()) {
    if (row.length === columns.length) continue;
    throw new ShapeError(
      `renderTable: row ${index} has ${row.length} cells, expected one for each of the ${columns.length} columns; ` +
        'put null where there is no value',
    );
  }
  if (rows.length === 0) return '<p class="empty">No row.</p>';
  const numeric = columns.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  const classOf = (column: number): string => (numeric[column] ? ' class="number"' : '');
  const head = columns.map((name, column) => `<th scope="col"${classOf(column)}>${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => {
    const largest = Math.max(0, ...row.filter((cell) => typeof cell === 'number' && Number.isFinite(cell)).map(Number));
    const cells = row.map((cell, column) => {
      if (column === 0) return `<th scope="row"${classOf(column)}>${formatCell(cell, format)}</th>`;
      return `<td${classOf(column)}>${formatCell(cell, format)}${bars ? renderBar(cell, largest) : ''}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return (
    `<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table>` +
    `<thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
  );
}

function formatCell(cell: Cell | undefined, format: (value: number | null) => string): string {
  return escapeHtml(typeof cell === 'string' ? cell : format(cell ?? null));
}

function renderBar(cell: Cell | undefined, largest: number): string {
  if (typeof cell !== 'number' || !Number.isFinite(cell)) return '';
  const share = largest > 0 ? Math.max(0, cell / largest) : 0;
  return `<span class="bar"><span style="width:${(share * 100).toFixed(1)}%"></span></span>`;
}
