import type { TableBlock, Value } from '@noprior/report';

/** A table of a study: one row for each result, one column for each name.
 *
 * @param columns  what each column has of a row, in order; `undefined` stands for what was not measured
 * @example tableOf('Residuals.', results, { seed: ({ seed }) => seed, hard: ({ stages }) => stages.end?.values.hard })
 */
export function tableOf<Row>(
  caption: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => Value | undefined>>,
): TableBlock {
  const reads = Object.values(columns);
  return {
    kind: 'table',
    caption,
    columns: Object.keys(columns).map((name) => ({ name })),
    rows: rows.map((row) => reads.map((read) => read(row) ?? null)),
  };
}
