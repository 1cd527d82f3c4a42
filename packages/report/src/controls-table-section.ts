import { type Caption, renderCaption, type Section } from './section.ts';
import { type Cell, renderTable } from './table.ts';

/** A table of text and numbers. */
export interface ControlsTableSectionOptions extends Caption {
  /** Heading of every column, that of the row names included. */
  readonly columns: readonly string[];
  /** One cell for each column; the first one names the row. */
  readonly rows: readonly (readonly Cell[])[];
}

const ownLimit = 'a leak by a score alone. What a guess without the network reaches as well is none.';

/** A section with a table, for example the score of the attack in a row above those of its controls.
 *
 * @throws {ShapeError} on rendering, when a row has not one cell for each column
 */
export function controlsTableSection(options: ControlsTableSectionOptions): Section {
  const { title, columns, rows } = options;
  return {
    title,
    render: () => {
      const { above, below } = renderCaption(options, ownLimit);
      return `${above}${renderTable({ columns, rows }, title)}${below}`;
    },
  };
}
