import type { DistributionBlock } from '../document/chart-blocks.ts';
import type { TableBlock } from '../document/document.ts';
import type { Value } from '../document/value.ts';
import { extent } from './extent.ts';
import { median } from './median.ts';

/** The numbers of a distribution: values, those above the threshold, quantiles, and how many are not finite if any are not. */
export function distributionTable({ groups, threshold }: DistributionBlock): TableBlock {
  const columns = ['group', 'values'];
  const anyMissing = groups.some(({ values }) => !values.every(Number.isFinite));
  if (threshold !== undefined) columns.push(`above ${threshold.name}`);
  columns.push('lowest', 'median', 'highest');
  if (anyMissing) columns.push('not finite');
  const rows = groups.map(({ name, values }) => {
    const finite = values.filter(Number.isFinite);
    const [low, high] = extent(finite);
    const empty = finite.length === 0;
    const row: Value[] = [name, finite.length];
    if (threshold !== undefined) row.push(countAbove(finite, threshold.value));
    row.push(empty ? null : low, empty ? null : median(finite), empty ? null : high);
    if (anyMissing) row.push(values.length - finite.length);
    return row;
  });
  return { kind: 'table', columns: columns.map((name) => ({ name })), rows };
}

function countAbove(values: readonly number[], threshold: number): number | null {
  return Number.isFinite(threshold) ? values.filter((value) => value > threshold).length : null;
}
