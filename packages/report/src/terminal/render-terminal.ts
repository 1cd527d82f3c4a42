import type { ReportDocument } from '../document/document.ts';
import { joinParts } from '../text/join-parts.ts';
import { terminalBlocks, terminalLines, underlined } from './terminal-blocks.ts';

/** A document as plain text for a terminal: aligned tables, charts as tables of their numbers, a line in place of pictures.
 *
 * @param options.columns  width of the terminal, at least 20
 * @throws {ShapeError} for a row without a value for each column
 * @example renderTerminal({ title: 'Run 1', blocks: [] }, { columns: 80 }) // => 'Run 1\n=====\n'
 */
export function renderTerminal(
  { title, lead = '', blocks, footer = [] }: ReportDocument,
  options: { readonly columns: number },
): string {
  const width = Math.max(20, options.columns);
  const lines = joinParts([
    underlined(title, width, '='),
    lead === '' ? [] : terminalLines(lead, width),
    terminalBlocks(blocks, width, title),
    footer.flatMap((line) => terminalLines(line, width)),
  ]);
  return `${lines.join('\n')}\n`;
}
