import type { SectionBlock } from '../document/document.ts';
import { captionedSection } from './section.ts';
import { type TableSectionOptions, toColumns } from './table-section.ts';

const ownLimit = 'a leak by a score alone. A score that a control also reaches is not a leak.';

/** A section with a table, for example the score of the attack in a row above those of its controls. */
export function controlsTableSection(options: TableSectionOptions): SectionBlock {
  const { columns, rows } = options;
  return captionedSection(options, ownLimit, [{ kind: 'table', columns: toColumns(columns), rows }]);
}
