import type { TableBlock } from '../document/document.ts';
import { formatValue } from '../format-value.ts';
import { checkRows, columnAligns, columnName } from '../tables/table-columns.ts';
import { oneLine } from '../text/clean-text.ts';
import { plainText } from '../text/code-spans.ts';
import { padText, textWidth, wrapWords } from '../text/wrap-words.ts';

/** Columns between two columns of a table. */
const gap = 2;
/** A column of text is not made narrower than this, if two of them fit. */
const leastText = 20;

/** A table as lines of at most `width` columns. Columns of text are wrapped; what is still too wide stands in several tables, each of
 * which begins with the first column.
 *
 * @throws {ShapeError} when a row has not one value per column
 */
export function terminalTable(table: TableBlock, width: number): string[] {
  checkRows(table);
  const { columns, rows } = table;
  if (rows.length === 0) return ['No row.'];
  const aligns = columnAligns(table);
  const cells = [
    columns.map((column) => toCell(columnName(column))),
    ...rows.map((row) => row.map((value) => toCell(formatValue(value)))),
  ];
  const widths = fitWidths(
    columns.map((_, at) => Math.max(...cells.map((row) => textWidth(row[at]!)))),
    width,
  );
  const groups = columnGroups(widths, width);
  return groups.flatMap((group, index) => [
    ...(index === 0 ? [] : ['']),
    ...cells.flatMap((row, at) => {
      const lines = rowLines(row, group, widths, aligns);
      return at === 0 ? [...lines, group.map((column) => '-'.repeat(widths[column]!)).join(' '.repeat(gap))] : lines;
    }),
  ]);
}

function toCell(text: string): string {
  return oneLine(plainText(text));
}

/** Widths of columns, the widest made narrower until all fit or none is wider than it must be. */
function fitWidths(natural: readonly number[], width: number): number[] {
  const least = Math.min(leastText, Math.floor((width - gap) / 2));
  const widths = natural.map((own) => Math.min(own, width));
  const excess = (): number => widths.reduce((sum, own) => sum + own + gap, -gap) - width;
  while (excess() > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= least) break;
    widths[widest] = widths[widest]! - 1;
  }
  return widths;
}

/** Columns that stand beside each other: as many as fit, the first one always. */
function columnGroups(widths: readonly number[], width: number): number[][] {
  const groups: number[][] = [];
  let group = [0];
  let used = widths[0]!;
  for (let column = 1; column < widths.length; column++) {
    if (used + gap + widths[column]! > width && group.length > 1) {
      groups.push(group);
      group = [0];
      used = widths[0]!;
    }
    group.push(column);
    used += gap + widths[column]!;
  }
  return [...groups, group];
}

function rowLines(
  row: readonly string[],
  group: readonly number[],
  widths: readonly number[],
  aligns: readonly ('left' | 'right')[],
): string[] {
  const wrapped = group.map((column) => wrapWords(row[column]!.split(' '), widths[column]!));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, at) => padText(lines[line] ?? '', widths[group[at]!]!, aligns[group[at]!]!))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
