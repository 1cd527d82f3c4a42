import { type Caption, renderCaption, type Section } from './section.ts';
import { renderTable } from './table.ts';

/** Values by parameter tensor. */
export interface TensorTableSectionOptions extends Caption {
  /** Name of each column of values, for example `attack`, `oracle`, `empty set`. */
  readonly columns: readonly string[];
  /** One row for a tensor (or a sum of them), with one value for each column. */
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Whether bars show each number against the largest of its row; yes unless given. */
  readonly bars?: boolean;
  /** Heading of the column of names; `tensor` unless given. */
  readonly rowName?: string;
}

const ownLimit =
  'that a smaller number is a better attack. Any candidates that explain the weights lower it, and what no data can ' +
  'explain, such as the memory of the initialisation, stays in every column.';

/** A section with L_KKT by parameter tensor: attack, oracle, empty set and the like side by side.
 *
 * @throws {ShapeError} on rendering, when a row has not one value for each column
 */
export function tensorTableSection(options: TensorTableSectionOptions): Section {
  const { title, columns, rows, bars = true, rowName = 'tensor' } = options;
  return {
    title,
    render: () => {
      const { above, below } = renderCaption(options, ownLimit);
      const cells = rows.map(({ name, values }) => [name, ...values]);
      const key = bars && rows.length > 0 ? '<p class="key">Bars: share of the largest number of the row.</p>' : '';
      return `${above}${renderTable({ columns: [rowName, ...columns], rows: cells, bars }, title)}${key}${below}`;
    },
  };
}
