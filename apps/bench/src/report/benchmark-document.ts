import type { BenchRow, SuiteResult } from '../benchmark/results.ts';
import { peerNames, ratioTo, rowName, rowsByCase } from './contestants.ts';
import { absences, setupFacts, versionFacts } from './describe-setup.ts';
import { formatFigure } from './format-figure.ts';
import { escapeCell, markdownTable } from './markdown-table.ts';
import { scalingColumns, scalingRow, scalingSeries } from './scaling-series.ts';
import { inSuiteOrder, methodSentences, suiteText } from './suite-texts.ts';

/** The document with every figure of the benchmark, in Markdown.
 *
 * @param results  as committed; none gives a document that says so
 */
export function benchmarkDocument(results: readonly SuiteResult[]): string {
  const ordered = inSuiteOrder(results);
  const lines = [
    '# Benchmarks',
    '',
    '<!-- Written by tools/write-benchmarks.mjs from docs/results/bench/*.json. -->',
    '',
    ...(ordered.length === 0
      ? ['Nothing has been measured.']
      : ['The same figures with charts: [results/bench/benchmarks.html](results/bench/benchmarks.html).']),
    '',
    '## How it was measured',
    '',
    ...methodSentences.map((sentence) => `- ${sentence}`),
    ...ordered.flatMap((result) => ['', ...suiteLines(result)]),
  ];
  if (ordered.length > 0) {
    const missing = absences(ordered);
    lines.push('', '## Not measured', '');
    if (missing.length === 0) lines.push('Everything that was asked for took part in every case.');
    else lines.push(...markdownTable(['contestant', 'suite and case', 'reason'], missing));
    lines.push(
      '',
      '## Versions and devices',
      '',
      ...markdownTable(['what', 'version or device'], versionFacts(ordered)),
    );
  }
  return `${lines.join('\n')}\n`;
}

function suiteLines(result: SuiteResult): string[] {
  const { title, text } = suiteText(result.suite);
  const { rows } = result;
  const growth = rows.some(({ axis }) => axis !== undefined);
  return [
    `## ${title}`,
    '',
    ...(text === '' ? [] : [text, '']),
    ...setupFacts(result).map(([label, value]) => `- ${label}: ${escapeCell(value)}`),
    '',
    ...(growth ? growthLines(rows) : [...overviewLines(result), ...allCaseLines(rows)]),
  ];
}

function growthLines(rows: readonly BenchRow[]): string[] {
  const cells = [...scalingSeries(rows)].flatMap(([axis, series]) => series.map((one) => scalingRow(axis, one)));
  const name = (row: BenchRow): string => `${row.case}, ${peerNames[row.backend] ?? row.backend}`;
  return [...markdownTable(scalingColumns, cells), '', ...rowLines(rows, name)];
}

function allCaseLines(rows: readonly BenchRow[]): string[] {
  return [...rowsByCase(rows)].flatMap(([name, all]) => ['', `### ${escapeCell(name)}`, '', ...rowLines(all, rowName)]);
}

/** Contestants by cases: the median of a contestant in float32, with its ratio to PyTorch's. */
function overviewLines({ rows, absent }: SuiteResult): string[] {
  const cases = [...rowsByCase(rows)];
  const backends = new Set(rows.map(({ backend }) => backend));
  for (const { backend } of absent) backends.add(backend);
  const cells = [...backends].map((backend) => [
    peerNames[backend] ?? backend,
    ...cases.map(([, all]) => {
      const own = all.filter((row) => row.backend === backend && row.dtype === 'float32');
      const row = own.find(({ form }) => form === 'auto') ?? own[0];
      if (row === undefined) return 'not measured';
      const ratio = ratioTo('torch', row, all);
      return formatFigure(row.medianMs) + (ratio === null ? '' : ` (${formatFigure(ratio)})`);
    }),
  ]);
  const numeric = [false, ...cases.map(() => true)];
  return [
    'Median ms in float32, with the form of the loss that `auto` chooses where there are two; in brackets against PyTorch in float32, below 1 is faster.',
    '',
    ...markdownTable(['contestant', ...cases.map(([name]) => name)], cells, numeric),
  ];
}

function rowLines(rows: readonly BenchRow[], nameOf: (row: BenchRow) => string): string[] {
  const noted = rows.some(({ note }) => note !== '');
  const columns = [
    ...['contestant', 'median ms', 'p10 to p90', 'x PyTorch', 'x JAX', 'rel. error', 'GFLOPS', 'share'],
    ...['first run ms', 'peak MB', 'threads', 'repetitions', ...(noted ? ['notes'] : [])],
  ];
  const cells = rows.map((row) => [
    nameOf(row),
    formatFigure(row.medianMs),
    `${formatFigure(row.p10)} to ${formatFigure(row.p90)}`,
    formatFigure(ratioTo('torch', row, rows)),
    formatFigure(ratioTo('jax', row, rows)),
    formatFigure(row.relativeError),
    formatFigure(row.gflops),
    formatFigure(row.shareOfMatmul),
    formatFigure(row.firstRunMs),
    formatFigure(row.peakRssMb === null ? null : Math.round(row.peakRssMb)),
    String(row.threads),
    String(row.repetitions),
    ...(noted ? [row.note] : []),
  ]);
  const numeric = [false, ...columns.slice(1, noted ? -1 : undefined).map(() => true)];
  return markdownTable(columns, cells, numeric);
}
