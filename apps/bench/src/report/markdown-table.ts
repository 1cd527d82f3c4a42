/** A table of Markdown; cells may hold any text.
 *
 * @param numeric  whether a column is set right; columns beyond the list are set left
 */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[] = [],
): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rule = columns.map((_, index) => (numeric[index] ? '---:' : '---'));
  return [line(columns), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}

/** Text as it stands in a line of Markdown: no markup, no line break. */
export function escapeCell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\|`*_[\]]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .trim();
}
