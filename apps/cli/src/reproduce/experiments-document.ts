import type { Value } from '@noprior/report';
import { formatSeconds } from '../progress.ts';
import { controlLead } from './control-lead.ts';
import { cellText, claimText, measuredText } from './describe-summary.ts';
import type { StoredExperiment } from './stored-experiment.ts';

/** Findings and tables of experiments in Markdown, for the documentation; they may be of several runs. */
export function experimentsDocument(experiments: readonly StoredExperiment[]): string {
  return `# The experiments of "No Prior, No Leakage"

${controlLead(experiments)}

Each statement is a claim of the paper or of its readers, beside what was measured and by which rule that agrees; negative and disagreeing findings
stay in. Computed by

    noprior reproduce all --scale SCALE --workers WORKERS --data-dir DIR --out RUN
    noprior report RUN

(the second makes a page with pictures and charts) and written by \`node tools/write-experiments.mjs RUN\`. Experiments may be of several runs: each
says which scale, workers and machine it had. Every JSON file beside this one holds all numbers of all points and seeds, with the
seconds of every step, which are upper bounds where something else ran beside it.

${experiments.map(section).join('\n')}`;
}

function section({ name, title, about, scale, setting, seconds, ran, summary }: StoredExperiment): string {
  const { claims, tables } = summary;
  const { backend, machine, node, commit, workers } = ran;
  return [
    `## ${title} (\`${name}\`)`,
    '',
    about,
    '',
    `Scale ${scale}, seeds ${setting.seeds.join(', ')}; means with 95 % intervals. Its steps took ${formatSeconds(seconds)} together, those that it shares with other experiments included. ${workers} workers, ${backend.name}, ${machine.processor}, ${machine.cores} cores, Node ${node}${commit === null ? '' : `, commit ${commit.slice(0, 7)}`}.`,
    '',
    ...claims.map((claim) => `- **${claim.verdict}**: ${claimText(claim)}\n  ${measuredText(claim)}`),
    '',
    ...tables.flatMap(({ columns, rows }) => [
      line(columns.map((column) => column.name)),
      line(columns.map(() => '---')),
      ...rows.map(line),
      '',
    ]),
  ].join('\n');
}

function line(cells: readonly Value[]): string {
  return `| ${cells.map((cell) => cellText(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}
