import type { SectionBlock } from '../document/document.ts';
import { tensorTableSection } from '../sections/tensor-table-section.ts';

/** L_stationary by parameter tensor: one column for each set of points, and the sum of all tensors in the last row. */
export function kktSection(
  title: string,
  note: string,
  columns: readonly { readonly name: string; readonly byTensor: Readonly<Record<string, number>> }[],
): SectionBlock {
  const names = Object.keys(columns[0]?.byTensor ?? {});
  const total = (byTensor: Readonly<Record<string, number>>): number =>
    Object.values(byTensor).reduce((sum, part) => sum + part, 0);
  return tensorTableSection({
    title,
    note,
    columns: columns.map(({ name }) => name),
    rows: [
      ...names.map((name) => ({ name, values: columns.map(({ byTensor }) => byTensor[name]!) })),
      { name: 'all', values: columns.map(({ byTensor }) => total(byTensor)) },
    ],
  });
}
