import { factsSection, groupSection, type SectionBlock, tableSection, textSection, type Value } from '@noprior/report';
import { quantileOf } from '../benchmark/statistics.ts';
import type { Spread, WaitFigures, WaitRow, WaitsResult } from '../waits/wait-results.ts';
import { machineText } from './describe-setup.ts';
import { fitScaling, type SizedTime } from './scaling-fit.ts';

/** Whole commands and functions, now and before: medians with quartiles, the ratio within the run, and what attacks found. */
export function waitsSection(result: WaitsResult): SectionBlock {
  const { suite, machine, date, command, commits, rounds, rows } = result;
  const facts: [string, string][] = [
    ['machine', machineText(machine)],
    ['measured', date.slice(0, 10)],
    ['command', command],
    ['commits', `now ${commits.now}${commits.before === null ? '' : `, before ${commits.before}`}; ${rounds} rounds`],
  ];
  const notes = rows.flatMap(({ case: name, notes: own }) => own.map((note) => `${name}, ${note}`));
  return groupSection(suite === 'waits' ? 'What a user waits for' : 'How an attack grows', [
    textSection('', [
      'Each figure is the median over the rounds, with quartiles in brackets. Every round runs each case once on each side, one process after the other.',
      'The ratio is the seconds before divided by the seconds now, paired within a round: above 1 is faster now.',
      'An image is found if a candidate has a cosine above 0.98 and an SSIM above 0.6 with it.',
    ]),
    factsSection('', facts),
    waitsTable(result),
    ...(notes.length === 0 ? [] : [textSection('Without figures', notes)]),
    ...stagesOf(rows),
  ]);
}

/** The table of a result, without its setup. */
export function waitsTable({ rows, commits }: WaitsResult): SectionBlock {
  const sides = commits.before === null ? (['now'] as const) : (['before', 'now'] as const);
  const anyFound = rows.some((row) => sides.some((side) => foundText(row[side]) !== null));
  const columns = ['s', 'CPU s', 'MB', 'load'].flatMap((name) => sides.map((side) => `${name} ${side}`));
  const found = anyFound ? sides.map((side) => `images ${side}`) : [];
  const isPaired = sides.length > 1;
  return tableSection({
    title: '',
    note: '',
    columns: ['case', ...columns, ...(isPaired ? ['ratio', 'CPU ratio'] : []), ...found],
    rows: rows.map((row): Value[] => {
      const each = (read: (figures: WaitFigures) => Value): Value[] =>
        sides.map((side) => (row[side] === null ? null : read(row[side])));
      return [
        row.case,
        ...each(({ wallSeconds }) => spreadText(wallSeconds)),
        ...each(({ cpuSeconds }) => spreadText(cpuSeconds)),
        ...each(({ peakMb }) => Math.round(peakMb.median)),
        ...each(({ runs }) =>
          digits(
            quantileOf(
              runs.map(({ load }) => load),
              0.5,
            ),
          ),
        ),
        ...(isPaired ? [row.ratio, row.cpuRatio].map((one) => (one === null ? null : spreadText(one))) : []),
        ...(anyFound ? sides.map((side) => foundText(row[side])) : []),
      ];
    }),
  });
}

/** Seconds of each stage where the rows grow, with the exponent of each by the number of images. */
function stagesOf(rows: readonly WaitRow[]): SectionBlock[] {
  const lines = new Map<string, SizedTime[]>();
  for (const { size, now } of rows) {
    if (size === undefined || now === null) continue;
    for (const [name, { median }] of Object.entries({ ...now.stages, 'whole command': now.wallSeconds })) {
      const line = `d = ${size.dimension}, ${name}`;
      lines.set(line, [...(lines.get(line) ?? []), { size: size.images, ms: 1000 * median }]);
    }
  }
  const counts = [...new Set([...lines.values()].flat().map(({ size }) => size))];
  if (counts.length === 0) return [];
  return [
    tableSection({
      title: 'Seconds of each stage',
      note: 'The exponent is the slope of log time by log number of images.',
      columns: ['stage', ...counts.map((count) => `${count} images`), 'exponent'],
      rows: [...lines].map(([line, times]): Value[] => [
        line,
        ...counts.map((count) => (times.find(({ size }) => size === count)?.ms ?? Number.NaN) / 1000),
        fitScaling(times.filter(({ ms }) => ms > 0))?.slope ?? null,
      ]),
    }),
  ];
}

/** Fewest and most images over the rounds. */
function foundText(figures: WaitFigures | null): string | null {
  const found = (figures?.runs ?? []).flatMap((run) => run.found ?? []);
  if (found.length === 0) return null;
  const images = found.map((one) => one.images);
  const [least, most] = [Math.min(...images), Math.max(...images)];
  return `${least === most ? least : `${least} to ${most}`} of ${found[0]!.of}`;
}

function spreadText({ median, low, high }: Spread): string {
  return `${digits(median)} (${digits(low)}, ${digits(high)})`;
}

/** Three significant digits, without an exponent. */
function digits(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
