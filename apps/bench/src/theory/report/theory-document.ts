import { escapeCell, markdownTable } from '../../report/markdown-table.ts';
import { type TheoryResults, type TheorySuite, theorySuites } from '../theory-result.ts';
import { findingsOf } from './theory-findings.ts';
import { setupFacts, versionText } from './theory-setup.ts';
import {
  boundsTables,
  clarkeTables,
  farSetsTables,
  formatCell,
  refineTables,
  type TheoryTable,
  trainingLengthTables,
} from './theory-tables.ts';
import { theoryTexts } from './theory-texts.ts';

/** The tables of each suite. */
export const tablesOf: { readonly [S in TheorySuite]: (results: TheoryResults) => TheoryTable[] } = {
  polish: refineTables,
  'training-length': trainingLengthTables,
  bounds: boundsTables,
  'far-sets': farSetsTables,
  clarke: clarkeTables,
};

/** How everything was measured. */
export const methodSentences: readonly string[] = [
  'Every figure here is one of the committed JSON files beside this page; nothing is typed in.',
  'Each job ran once, in a process of its own, on onnx:cpu in float64 (networks are trained in float32 unless it says otherwise). The load stands beside each job: on a machine of two cores that others were using, times are upper bounds.',
  'Data: MNIST odd against even digits with the mean subtracted, points uniform on a sphere labelled by the sign of their first coordinate, and two interleaved arcs in the plane (toy2d). Seeds name both data and initialisation.',
  'A file holds jobs of several runs, and names the machine and Node of the last: in polish.json 784-1000-1000-1 was measured alone, by Node 20 on a quiet machine with 240 s; all other jobs there, by Node 24 on a busy one and with shorter limits. So its seconds do not compare between jobs.',
  'Jobs that began before 02:54 UTC on 2026-11-25, and the others of polish.json but 784-1000-1000-1, ran a polish that did not yet narrow its kinks to 1e-3 once it had reached its target. The dates stand in the files; the Clarke columns measure every end with kinks of their own. Names of some jobs were changed afterwards to those that the code now writes, no figures.',
  'No case was left out for its result.',
];

/** The document with every figure, in Markdown. */
export function theoryDocument(results: TheoryResults): string {
  const suites = theorySuites.filter((suite) => results[suite] !== undefined);
  const lines = [
    '# The theory, measured',
    '',
    '<!-- Written by tools/write-theory-results.mjs from the JSON files beside it. -->',
    '',
    suites.length === 0 ? 'Nothing has been measured.' : 'The same figures with charts: [theory.html](theory.html).',
    '',
    '## How it was measured',
    '',
    ...methodSentences.map((sentence) => `- ${sentence}`),
  ];
  for (const suite of suites) {
    const { title, paragraphs } = theoryTexts[suite];
    lines.push('', `## ${title}`, '');
    lines.push(...findingsOf(suite, results).map(({ headline, text }) => `- **${headline}** ${text}`), '');
    for (const paragraph of paragraphs) lines.push(escapeText(paragraph), '');
    for (const table of tablesOf[suite](results)) {
      if (table.title !== '') lines.push(`### ${escapeCell(table.title)}`, '');
      lines.push(...tableLines(table), '');
    }
    lines.push(...setupFacts(results[suite]!).map(([label, value]) => `- ${label}: ${value}`));
  }
  if (suites.length > 0) lines.push('', `Versions: ${versionText(results)}.`);
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function tableLines({ columns, rows }: TheoryTable): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : formatCell(cell))));
  const numeric = columns.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  return markdownTable(columns, cells, numeric);
}

function escapeText(text: string): string {
  return text
    .replace(/[\\*`]/g, '\\$&')
    .replaceAll('_', '\\_')
    .replaceAll('<', '&lt;');
}
