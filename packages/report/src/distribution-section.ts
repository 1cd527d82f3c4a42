import { renderChart } from './chart.ts';
import { niceRange } from './chart-axis.ts';
import { type DistributionDrawing, distributionHeight, distributionOption } from './distribution-chart.ts';
import { escapeHtml } from './escape-html.ts';
import { extent } from './extent.ts';
import { formatNumber } from './format-number.ts';
import { median } from './median.ts';
import { type Caption, renderCaption, type Section } from './section.ts';
import { maxDots } from './strip-layout.ts';
import { type Cell, renderTable } from './table.ts';
import { finiteThreshold, type Threshold } from './threshold.ts';

/** Values of one group. */
export interface DistributionGroup {
  readonly name: string;
  readonly values: readonly number[];
}

/** Groups of values on one axis. */
export interface DistributionSectionOptions extends Caption {
  readonly groups: readonly DistributionGroup[];
  /** A line across all groups, for example the best match of any held-out image. */
  readonly threshold?: Threshold;
  /** Name of the axis, for example `best cosine`. */
  readonly xName: string;
}

const ownLimit =
  'that an attacker could tell which candidates are training images. Where training images score higher than held-out ' +
  'ones, the candidates carry information about the training set.';

/** A section with the distribution of a score by group: one strip a group, all on one axis, with a table of the same numbers.
 * A strip has one dot for each value, or bars once a group has more than 150. Values that are not finite are left out of the
 * drawing and of the quantiles, and counted in the table.
 */
export function distributionSection(options: DistributionSectionOptions): Section {
  return { title: options.title, render: (id) => renderDistribution(options, id) };
}

function renderDistribution(options: DistributionSectionOptions, id: string): string {
  const { title, xName } = options;
  const threshold = finiteThreshold(options.threshold);
  const groups = options.groups.map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }));
  const { above, below } = renderCaption(options, ownLimit);
  const table = renderTable(toTable(options), `${title}, numbers`);
  const limits = toLimits(groups, threshold?.value);
  if (limits === undefined) return `${above}<p class="empty">No value to draw.</p>${table}${below}`;

  const bars = groups.some(({ values }) => values.length > maxDots);
  const drawing: DistributionDrawing = { groups, threshold, bars, range: niceRange(limits.low, limits.high, 5) };
  const height = distributionHeight(groups.length);
  const chart = renderChart(
    {
      label: `${title}: ${xName} by group. The table after the chart has the quantiles.`,
      wideHeight: height,
      narrowHeight: height,
      option: (size) => distributionOption(drawing, size),
    },
    id,
  );
  const kind = bars ? 'Height: share of the group, the same scale in every strip.' : 'One dot: one value.';
  const line = threshold === undefined ? '' : ` Dashed: ${threshold.name}, ${formatNumber(threshold.value)}.`;
  return `${above}<p class="axes">${escapeHtml(`Axis: ${xName}. ${kind}${line}`)}</p>${chart}${table}${below}`;
}

function toTable({ groups, threshold }: DistributionSectionOptions): { columns: string[]; rows: Cell[][] } {
  const columns = ['group', 'values'];
  const anyMissing = groups.some(({ values }) => !values.every(Number.isFinite));
  if (threshold !== undefined) columns.push(`above ${threshold.name}`);
  columns.push('lowest', 'median', 'highest');
  if (anyMissing) columns.push('not finite');
  const rows = groups.map(({ name, values }) => {
    const finite = values.filter(Number.isFinite);
    const [low, high] = extent(finite);
    const empty = finite.length === 0;
    const row: Cell[] = [name, finite.length];
    if (threshold !== undefined) row.push(countAbove(finite, threshold.value));
    row.push(empty ? null : low, empty ? null : median(finite), empty ? null : high);
    if (anyMissing) row.push(values.length - finite.length);
    return row;
  });
  return { columns, rows };
}

function toLimits(
  groups: readonly DistributionGroup[],
  threshold: number | undefined,
): { low: number; high: number } | undefined {
  const values = groups.flatMap(({ values }) => [...values]);
  if (values.length === 0) return undefined;
  if (threshold !== undefined) values.push(threshold);
  const [low, high] = extent(values);
  return { low, high };
}

function countAbove(values: readonly number[], threshold: number): number | null {
  return Number.isFinite(threshold) ? values.filter((value) => value > threshold).length : null;
}
