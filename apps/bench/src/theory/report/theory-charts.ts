import { barSection, type CurveSeries, curveSection, type Section } from '@noprior/report';
import { formatFigure, formatMark } from '../../report/format-figure.ts';
import type { RefineRow } from '../polish-case.ts';
import type { TheoryResults } from '../theory-result.ts';
import type { LengthStage, TrainingLengthRow } from '../training-length-case.ts';

/** Iterations at which curves of a polish are drawn, so that all have marks at the same places. */
const drawnIterations = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Lowest residual by iteration: a chart for each kind of data, and one for each network with variants. No chart has more than
 * four curves, so that they differ without colour. */
export function refineCharts({ polish }: TheoryResults): Section[] {
  const rows = polish?.jobs.flatMap((job) => job.rows) ?? [];
  const plain = rows.filter(({ variant }) => variant === 'as it is');
  const families = [...new Set(plain.map(({ family }) => family))];
  const varied = new Set(rows.filter(({ variant }) => variant !== 'as it is').map((row) => row.case));
  return [
    ...families.map((family) => {
      const own = plain.filter((row) => row.family === family);
      return residualChart(`Residual on the way: ${family}`, own, (row) => row.case.replace(`${family} `, ''));
    }),
    ...[...varied].map((name) => {
      const own = rows.filter((row) => row.case === name);
      return residualChart(`What each part is for: ${name}`, own, ({ variant }) => variant);
    }),
  ];
}

function residualChart(title: string, rows: readonly RefineRow[], nameOf: (row: RefineRow) => string): Section {
  return curveSection({
    title,
    note: 'Lowest relative residual so far, with the kinks that the polish sees.',
    xName: 'iteration',
    yName: 'residual / ||theta||',
    series: rows.map((row): CurveSeries => {
      const points = drawnIterations.flatMap((iteration) => {
        const last = row.curve.findLast(([at]) => at <= iteration);
        return last === undefined || iteration > row.iterations ? [] : [[iteration, last[2]] as const];
      });
      return {
        name: nameOf(row),
        detail: `${formatFigure(row.residual)} after ${row.iterations}`,
        points: [...points, [row.iterations, row.residual] as const],
      };
    }),
  });
}

/** Residuals and radii of every training by its length. */
export function trainingLengthCharts({ 'training-length': lengths }: TheoryResults): Section[] {
  const rows = lengths?.jobs.flatMap((job) => job.rows) ?? [];
  return rows.flatMap((row) => {
    const stages = row.stages.filter(({ loss }) => loss !== null);
    const along = (name: string, value: (stage: LengthStage) => number | null | undefined): CurveSeries => {
      const points = stages.flatMap((stage): [number, number][] => {
        const y = value(stage);
        return y == null ? [] : [[exponentOf(stage), y]];
      });
      const last = points.at(-1);
      return { name, detail: last === undefined ? 'none' : `${formatFigure(last[1])} at the end`, points };
    };
    const share = { xName: 'x, the loss being 10^-x' };
    return [
      curveSection({
        ...share,
        title: `Residuals by training length: ${row.case}`,
        note: kktNote(row),
        yName: 'residual / ||theta||, and shares',
        series: [
          along('hard derivative', ({ hard }) => hard),
          along('surrogate, alpha 100', ({ surrogate }) => surrogate),
          along('Clarke', ({ clarke }) => clarke),
          along('share of pairs within 1e-3 of a kink', ({ kinkShareAt1e3 }) => kinkShareAt1e3),
        ],
      }),
      curveSection({
        ...share,
        title: `Freedom by training length: ${row.case}`,
        note: 'Medians over the training points. What is infinite or 0 is left out; the table has it.',
        yName: 'distance, units of the input',
        series: [
          along('radius, random directions', ({ radii }) => radii.random?.median),
          along('radius, complement of the data', ({ radii }) => radii.complement?.median),
          along('radius, by search', ({ radii }) => radii.search?.median),
          along('reachable with all margins kept', ({ far }) =>
            far.kind === 'full-span' ? null : far.reachable.median,
          ),
        ].filter(({ points }) => points.length > 0),
      }),
    ];
  });
}

function exponentOf({ name }: LengthStage): number {
  return Math.round(-Math.log10(Number(name.replace('loss ', ''))));
}

function kktNote({ stages, polish }: TrainingLengthRow): string {
  const last = stages.at(-1)!;
  return `Polished from the end (ended by ${polish.stopped} at ${formatFigure(polish.residual)}: ${last.name}): Clarke ${formatFigure(last.clarke)}, hard ${formatFigure(last.hard)}.`;
}

/** Bound by measurement, random and trained networks. */
export function boundsCharts({ bounds }: TheoryResults): Section[] {
  const rows = bounds?.jobs.flatMap((job) => job.rows) ?? [];
  const isRandom = ({ case: name }: { readonly case: string }): boolean => name.startsWith('random networks');
  const groups = [
    {
      title: 'Bounds on random networks',
      rows: rows.filter(isRandom),
      name: (row: (typeof rows)[number]) => row.bound,
    },
    {
      title: 'Bounds on trained networks',
      rows: rows.filter((row) => !isRandom(row)),
      name: (row: (typeof rows)[number]) => `${row.case}: ${row.bound}`,
    },
  ];
  return groups
    .filter((group) => group.rows.some(({ pairs }) => pairs.length > 0))
    .map((group) => ({
      kind: 'section',
      title: group.title,
      note: 'Every point is one trial. Below the dashed line the bound is lower than what was measured, as it must be; the nearer, the tighter.',
      blocks: [
        {
          kind: 'scatter',
          title: group.title,
          x: { name: 'measured', scale: 'log' },
          y: { name: 'bound', scale: 'log' },
          diagonal: true,
          series: group.rows.map((row) => ({
            name: group.name(row),
            points: thinned(row.pairs, 400).map(([predicted, measured]) => [measured, predicted] as const),
          })),
        },
      ],
    }));
}

function thinned<T>(values: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(values.length / most);
  return values.filter((_, index) => index % every === 0);
}

/** Seconds to each gap. */
export function clarkeCharts({ clarke }: TheoryResults): Section[] {
  const rows = clarke?.jobs.flatMap((job) => job.rows) ?? [];
  if (rows.length === 0) return [];
  return [
    barSection({
      title: 'Seconds by certified gap',
      note: '',
      bars: rows.map((row) => ({
        name: `${row.case.includes('small') ? 'small' : 'pytorch'} init., ${row.gap === null ? 'hard' : `gap ${formatMark(row.gap)}`}`,
        value: row.seconds,
        kind: row.solver === 'hard' ? 0 : 1,
        cells: [`${formatFigure(row.seconds)} s`, formatFigure(row.residual)],
      })),
      kinds: [
        { name: 'hard derivatives', pattern: 'hatched' },
        { name: 'Clarke', pattern: 'full' },
      ],
      columns: [{ name: 'time' }, { name: 'residual' }],
      unit: 'seconds',
      spreadName: 'none, one run each',
    }),
  ];
}
