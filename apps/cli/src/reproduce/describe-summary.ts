import type { Experiment, StudySummary } from '@noprior/experiments';
import { type Claim, formatValue, type Value } from '@noprior/report';

const verdicts = { agrees: 'agrees', disagrees: 'DISAGREES', undecided: 'undecided' } as const;

/** Claims and tables of a study as text. */
export function describeSummary({ title, name }: Experiment, { claims, tables }: StudySummary): string {
  const lines = [`${title} (${name})`];
  for (const claim of claims)
    lines.push(`  * ${verdicts[claim.verdict]}: ${claimText(claim)}`, `    ${measuredText(claim)}`);
  for (const { columns, rows } of tables) {
    const texts = [columns.map((column) => column.name), ...rows.map((row) => row.map(cellText))];
    const widths = columns.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
    for (const row of texts)
      lines.push(
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** A claim with what it is said of. */
export function claimText({ claim, case: of = [] }: Claim): string {
  const facts = of.map(({ name, value }) => `${name}: ${formatValue(value)}`).join(', ');
  return facts === '' ? claim : `${claim} (${facts})`;
}

/** What was measured, and the rule. */
export function measuredText({ measured, rule }: Claim): string {
  return `${measured.map(({ name, value }) => `${name}: ${formatValue(value)}`).join('; ')}. ${rule}`;
}

/** A cell in plain text. */
export function cellText(cell: Value): string {
  return formatValue(cell);
}
