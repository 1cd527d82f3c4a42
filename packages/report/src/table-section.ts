import { type Caption, renderCaption, type Section } from './section.ts';
import { type Cell, renderTable } from './table.ts';

/** A table, whatever it is about. */
export interface TableSectionOptions extends Caption {
  /** Heading of every column, that of the row names included. */
  readonly columns: readonly string[];
  /** One cell for each column; the first one names the row. */
  readonly rows: readonly (readonly Cell[])[];
  /** How numbers are written; `formatNumber` unless given. */
  readonly format?: (value: number | null) => string;
  /** Whether the table is folded away until the reader asks for it. */
  readonly folded?: boolean;
}

/** A section with a table.
 *
 * @throws {ShapeError} on rendering, when a row has not one cell for each column
 */
export function tableSection(options: TableSectionOptions): Section {
  const { title, folded = false } = options;
  return {
    title,
    render: () => {
      const { above, below } = renderCaption(options, '');
      const table = renderTable(options, title);
      return `${above}${folded ? `<details><summary>The numbers</summary>${table}</details>` : table}${below}`;
    },
  };
}
