import type { Experiment, Summary, SummaryCell } from '@noprior/experiments';
import type { Estimate } from '@noprior/metrics';

const verdicts = { agrees: 'agrees', disagrees: 'DISAGREES', undecided: 'undecided' } as const;

/** Statements and table of an experiment as text. */
export function describeSummary({ title, name }: Experiment, { statements, table }: Summary): string {
  const lines = [`${title} (${name})`];
  for (const { claim, measured, verdict } of statements)
    lines.push(`  * ${verdicts[verdict]}: ${claim}`, `    ${measured}`);
  const rows = [table.columns, ...table.rows.map((row) => row.map(cellText))];
  const widths = table.columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    lines.push(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}`,
    );
  return `${lines.join('\n')}\n`;
}

/** A cell in plain text, three digits, an interval in brackets; `-` where nothing was measured. */
export function cellText(cell: SummaryCell): string {
  if (cell === null) return '-';
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' ? digits(cell) : describeEstimate(cell);
}

function describeEstimate({ value, interval }: Estimate): string {
  return interval === null ? digits(value) : `${digits(value)} (${digits(interval.low)} to ${digits(interval.high)})`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  return value !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
