import { type Section, tensorTableSection } from '@noprior/report';

/** L_stationary by tensor: one column for each set of points. */
export function kktSection(
  title: string,
  note: string,
  columns: readonly { readonly name: string; readonly byTensor: Readonly<Record<string, number>> }[],
): Section {
  const names = Object.keys(columns[0]!.byTensor);
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
