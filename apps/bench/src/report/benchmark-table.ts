import { type Block, renderTerminal, type Value } from '@noprior/report';
import type { BenchRow } from '../benchmark/results.ts';
import { rowName, rowsByCase } from './contestants.ts';

/** Columns after the name. */
const columns: Readonly<Record<string, (row: BenchRow) => Value>> = {
  'median ms': ({ medianMs }) => medianMs,
  p10: ({ p10 }) => p10,
  p90: ({ p90 }) => p90,
  'to peer': ({ ratio }) => ratio,
  GFLOPS: ({ gflops }) => gflops,
  share: ({ shareOfMatmul }) => shareOfMatmul,
  'rel. error': ({ relativeError }) => relativeError,
  'first ms': ({ firstRunMs }) => firstRunMs,
  MB: ({ peakRssMb }) => (peakRssMb === null ? null : Math.round(peakRssMb)),
};

/** Rows as tables for the terminal, 120 columns wide: by case, the fastest first, notes below their table.
 *
 * `to peer`: median against the fastest peer's of the same dtype in the same case. `share`: of the machine's best matrix
 * product. `rel. error`: against float64. `first ms`: from the graph to the end of the first run.
 */
export function benchmarkTable(rows: readonly BenchRow[]): string {
  const cases = [...rowsByCase(rows)];
  const blocks = cases.map(([title, all]): Block => {
    const notes = all.filter(({ note }) => note !== '').map((row) => `${rowName(row)}: ${row.note}`);
    return {
      kind: 'section',
      title,
      blocks: [
        {
          kind: 'table',
          columns: ['contestant', ...Object.keys(columns)].map((name) => ({ name })),
          rows: all.map((row) => [rowName(row), ...Object.values(columns).map((read) => read(row))]),
        },
        ...(notes.length === 0 ? [] : [{ kind: 'text' as const, paragraphs: notes }]),
      ],
    };
  });
  const lead = blocks.length === 0 ? { lead: 'Nothing was measured.' } : {};
  return renderTerminal({ title: 'Benchmark', ...lead, blocks }, { columns: 120 });
}
