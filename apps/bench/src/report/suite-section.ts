import {
  type Bar,
  type Block,
  barRange,
  barSection,
  curveSection,
  factsSection,
  groupSection,
  type SectionBlock,
  type TableBlock,
  tableSection,
  textSection,
} from '@noprior/report';
import { definedOnly } from '@noprior/tensor';
import type { BenchRow, SuiteResult } from '../benchmark/results.ts';
import { contestantGroups, groupOf, peerNames, ratioTo, rowName, rowsByCase } from './contestants.ts';
import { setupFacts } from './describe-setup.ts';
import { axisNames, scalingColumns, scalingRow, scalingSeries } from './scaling-series.ts';
import { suiteText } from './suite-texts.ts';

const kinds = contestantGroups.map((name, index) => ({
  name,
  pattern: (['full', 'full', 'full', 'hollow', 'hatched'] as const)[index]!,
}));

/** One suite of the page: setup, then a chart for each case with its table folded below, or curves for the growth. */
export function suiteSection(result: SuiteResult): SectionBlock {
  const { title, text } = suiteText(result.suite);
  const parts: Block[] = [
    ...(text === '' ? [] : [textSection('', [text.replaceAll('`', '')])]),
    factsSection('', setupFacts(result)),
    ...(result.rows.some(({ axis }) => axis !== undefined)
      ? growthParts(result.rows)
      : [overview(result), ...caseParts(result)]),
  ];
  return groupSection(title, parts);
}

/** Contestants by cases: the median of each in float32, with the form of the loss that `auto` chooses where there are two. */
function overview({ rows, absent }: SuiteResult): TableBlock {
  const cases = [...rowsByCase(rows)];
  const backends = new Set([...rows, ...absent].map(({ backend }) => backend));
  return {
    kind: 'table',
    caption: 'Median in float32, milliseconds',
    columns: ['contestant', ...cases.map(([name]) => name)].map((name) => ({ name })),
    rows: [...backends].map((backend) => [
      peerNames[backend] ?? backend,
      ...cases.map(([, all]) => {
        const own = all.filter((row) => row.backend === backend && row.dtype === 'float32');
        return (own.find(({ form }) => form === 'auto') ?? own[0])?.medianMs ?? null;
      }),
    ]),
  };
}

function caseParts({ rows, notMeasured }: SuiteResult): SectionBlock[] {
  const cases = rowsByCase(rows);
  const bars = new Map([...cases].map(([name, all]) => [name, all.map((row) => toBar(row, all))]));
  const range = barRange([...bars.values()].flat());
  return [...cases].map(([name, all], index) => {
    const missing = notMeasured.filter((one) => one.case === name).map(({ backend }) => missingBar(backend));
    const chart = barSection({
      title: name,
      note: '',
      bars: [...bars.get(name)!, ...missing],
      kinds,
      columns: [{ name: 'median' }, { name: 'x PyTorch' }, { name: 'rel. error', short: 'err.' }],
      key: index === 0,
      unit: 'milliseconds',
      spreadName: '10th to 90th percentile',
      ...definedOnly({ range }),
    });
    const table = rowTable(name, all, rowName);
    return groupSection(name, [...chart.blocks, table]);
  });
}

function toBar(row: BenchRow, all: readonly BenchRow[]): Bar {
  return {
    name: rowName(row),
    value: row.medianMs,
    spread: [row.p10, row.p90],
    kind: contestantGroups.indexOf(groupOf(row.backend)),
    cells: [{ value: row.medianMs, unit: 'ms' }, ratioTo('torch', row, all), row.relativeError],
  };
}

function missingBar(backend: string): Bar {
  const kind = contestantGroups.indexOf(groupOf(backend));
  return { name: peerNames[backend] ?? backend, value: null, kind, cells: ['not measured', '', ''] };
}

function rowTable(name: string, rows: readonly BenchRow[], nameOf: (row: BenchRow) => string): SectionBlock {
  const noted = rows.some(({ note }) => note !== '');
  const section = tableSection({
    title: `${name}, numbers`,
    note: '',
    folded: true,
    columns: [
      ...['contestant', 'median ms', 'p10', 'p90', 'x PyTorch', 'x JAX', 'rel. error', 'GFLOPS', 'share'],
      ...['first run ms', 'peak MB', 'threads', 'repetitions', ...(noted ? ['notes'] : [])],
    ],
    rows: rows.map((row) => [
      nameOf(row),
      row.medianMs,
      row.p10,
      row.p90,
      ratioTo('torch', row, rows),
      ratioTo('jax', row, rows),
      row.relativeError,
      row.gflops,
      row.shareOfMatmul,
      row.firstRunMs,
      row.peakRssMb,
      row.threads,
      row.repetitions,
      ...(noted ? [row.note] : []),
    ]),
  });
  return { ...section, title: '' };
}

function growthParts(rows: readonly BenchRow[]): SectionBlock[] {
  const axes = [...scalingSeries(rows)];
  const curves = axes.map(([axis, series]) =>
    curveSection({
      title: `By ${axisNames[axis]}`,
      note: '',
      xName: axisNames[axis],
      yName: 'milliseconds',
      series: series.map((one) => ({
        name: one.name,
        detail: `slope ${scalingRow(axis, one)[3]}`,
        points: one.times.map(({ size, ms }) => [size, ms] as const),
      })),
    }),
  );
  const table = tableSection({
    title: 'Deviation from linear',
    note: '',
    columns: scalingColumns,
    rows: axes.flatMap(([axis, series]) => series.map((one) => scalingRow(axis, one))),
  });
  return [...curves, table, rowTable('Growth', rows, (row) => `${row.case}, ${rowName(row)}`)];
}
