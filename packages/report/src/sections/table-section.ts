import type { Column, SectionBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { type Caption, captionedSection } from './section.ts';

/** A table, whatever it is about. */
export interface TableSectionOptions extends Caption {
  /** Every column, that of the row names included. */
  readonly columns: readonly (string | Column)[];
  /** One value for each column; the first one names the row. */
  readonly rows: readonly (readonly Value[])[];
  /** Whether a page folds the table away until the reader asks for it. */
  readonly folded?: boolean;
}

/** A section with a table. */
export function tableSection(options: TableSectionOptions): SectionBlock {
  const { rows, folded = false } = options;
  return captionedSection(options, '', [{ kind: 'table', columns: toColumns(options.columns), rows, folded }]);
}

/** Columns, of which some are given by their names. */
export function toColumns(columns: readonly (string | Column)[]): Column[] {
  return columns.map((column) => (typeof column === 'string' ? { name: column } : column));
}
