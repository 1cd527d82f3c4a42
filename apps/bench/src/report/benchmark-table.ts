import type { BenchRow } from '../benchmark/results.ts';
import { rowsByCase } from './contestants.ts';
import { formatFigure } from './format-figure.ts';

/** Characters in a line of the terminal. */
const lineLength = 120;

/** Columns after the name: heading, width, content. */
const columns: readonly (readonly [name: string, width: number, cell: (row: BenchRow) => string])[] = [
  ['median ms', 11, ({ medianMs }) => formatFigure(medianMs)],
  ['p10', 9, ({ p10 }) => formatFigure(p10)],
  ['p90', 9, ({ p90 }) => formatFigure(p90)],
  ['to peer', 9, ({ ratio }) => formatFigure(ratio)],
  ['GFLOPS', 8, ({ gflops }) => formatFigure(gflops)],
  ['share', 8, ({ shareOfMatmul }) => formatFigure(shareOfMatmul)],
  ['rel. error', 11, ({ relativeError }) => formatFigure(relativeError)],
  ['first ms', 10, ({ firstRunMs }) => formatFigure(firstRunMs)],
  ['MB', 7, ({ peakRssMb }) => formatFigure(peakRssMb === null ? null : Math.round(peakRssMb))],
];
const nameWidth = lineLength - columns.reduce((sum, [, width]) => sum + width, 0);

/** Rows as a table for the terminal, 120 columns wide: by case, the fastest first, notes below their rows.
 *
 * `to peer`: median against the fastest peer's of the same dtype in the same case. `share`: of the machine's best matrix
 * product. `rel. error`: against float64. `first ms`: from the graph to the end of the first run.
 */
export function benchmarkTable(rows: readonly BenchRow[]): string {
  const heads = columns.map(([name, width]) => name.padStart(width)).join('');
  const lines: string[] = [];
  for (const [name, cells] of rowsByCase(rows)) {
    if (lines.length > 0) lines.push('');
    lines.push(...wrap(name, ''), ''.padEnd(nameWidth) + heads);
    for (const row of cells) {
      const figures = columns.map(([, width, cell]) => cell(row).padStart(width)).join('');
      lines.push(`  ${terminalName(row)}`.padEnd(nameWidth) + figures);
      if (row.note !== '') lines.push(...wrap(row.note, '    '));
    }
  }
  return lines.length === 0 ? 'nothing was measured\n' : `${lines.join('\n')}\n`;
}

/** At most `nameWidth - 3` characters: `chromium/tfjs:webgpu` with form and `f64` fits. */
function terminalName({ backend, dtype, form }: BenchRow): string {
  const name = [backend, ...(form === null ? [] : [form]), ...(dtype === 'float64' ? ['f64'] : [])].join(' ');
  return name.length > nameWidth - 3 ? `${name.slice(0, nameWidth - 4)}…` : name;
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const room = line.trim() === '' ? '' : ' ';
    if (line.length + room.length + word.length > lineLength && line.trim() !== '') {
      lines.push(line);
      line = indent + word;
    } else line += room + word;
  }
  return [...lines, line];
}
