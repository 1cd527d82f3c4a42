import type { SectionBlock } from '../document/document.ts';
import { type Caption, captionedSection } from './section.ts';
import { toColumns } from './table-section.ts';

/** Values by parameter tensor. */
export interface TensorTableSectionOptions extends Caption {
  /** Name of each column of values, for example `attack`, `oracle`, `empty set`. */
  readonly columns: readonly string[];
  /** One row for a tensor (or a sum of them), with one value for each column. */
  readonly rows: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

const ownLimit =
  'that a smaller number is a better attack. Any candidates that explain the weights lower it, and what no data can ' +
  'explain, such as the memory of the initialisation, stays in every column.';

/** A section with L_KKT by parameter tensor: attack, oracle, empty set and the like side by side. */
export function tensorTableSection(options: TensorTableSectionOptions): SectionBlock {
  const rows = options.rows.map(({ name, values }) => [name, ...values]);
  const columns = toColumns(['tensor', ...options.columns]);
  return captionedSection(options, ownLimit, [{ kind: 'table', columns, rows, shares: true }]);
}
