import { formatFigure } from '../../report/format-figure.ts';
import type { FarSetRow } from '../far-sets-case.ts';
import type { Quantiles } from '../quantiles.ts';
import type { TheoryResults } from '../theory-result.ts';
import type { LengthStage } from '../training-length-case.ts';

/** A table of figures, for the document and for the page. */
export interface TheoryTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Numbers are written by {@link formatCell}. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A number of a table: whole ones in full, others to three digits; a dash for none. */
export function formatCell(value: number | null): string {
  return value !== null && Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : formatFigure(value);
}

/** From trained networks to KKT points, and what those are. */
export function refineTables({ polish }: TheoryResults): TheoryTable[] {
  const rows = polish?.jobs.flatMap((job) => job.rows) ?? [];
  const name = (row: (typeof rows)[number]): string =>
    row.variant === 'as it is' ? row.case : `${row.case}, ${row.variant}`;
  const reached = (row: (typeof rows)[number], residual: number): string => {
    const one = row.reached.find((reach) => reach.residual === residual);
    return one?.iteration == null ? '–' : `${one.iteration}\u00a0(${one.seconds!.toFixed(1)}\u00a0s)`;
  };
  return [
    {
      title: 'Way',
      columns: [
        'network',
        'hard',
        'Clarke',
        'to 1e-2',
        'to 1e-3',
        'to 1e-6',
        'lowest',
        'iterations',
        'seconds',
        'ended by',
      ],
      rows: rows.map((row) => [
        name(row),
        row.start.hard,
        row.start.clarke,
        reached(row, 1e-2),
        reached(row, 1e-3),
        reached(row, 1e-6),
        row.residual,
        row.iterations,
        row.seconds,
        row.stopped,
      ]),
    },
    {
      title: 'End',
      columns: [
        'network',
        'hard',
        'Clarke, kinks 1e-3',
        'kinks 1e-6',
        'kink share 1e-3, start',
        'end',
        'kink share 1e-6, end',
        'chosen',
        'support vectors',
        'norm against trained',
        'in the span',
        'slackness',
      ],
      rows: rows.map((row) => [
        name(row),
        row.end.hard,
        row.end.clarke,
        row.end.clarkeAt1e6,
        row.start.kinkShareAt1e3,
        row.end.kinkShareAt1e3,
        row.end.kinkShareAt1e6,
        row.chosenShare,
        `${row.supportVectors} of ${row.points}`,
        row.normRatio,
        row.normRatioInSpan,
        row.slackness,
      ]),
    },
  ];
}

/** Two tables for each training: residuals, and freedom. */
export function trainingLengthTables({ 'training-length': lengths }: TheoryResults): TheoryTable[] {
  const rows = lengths?.jobs.flatMap((job) => job.rows) ?? [];
  return rows.flatMap(({ case: name, stages }) => [
    {
      title: `${name}: residuals`,
      columns: [
        'stage',
        'iterations',
        'normalised margin',
        'hard',
        'surrogate',
        'Clarke',
        'Clarke, at least',
        'delta, hard',
        'delta, Clarke',
        'kinks 1e-3',
        'kinks 1e-6',
      ],
      rows: stages.map((stage) => [
        stage.name,
        stage.iterations,
        stage.normalizedMargin,
        stage.hard,
        stage.surrogate,
        stage.clarke,
        stage.clarkeLowerBound,
        stage.deltaHard,
        stage.deltaClarke,
        stage.kinkShareAt1e3,
        stage.kinkShareAt1e6,
      ]),
    },
    {
      title: `${name}: freedom`,
      columns: [
        'stage',
        'random',
        'complement',
        'by search',
        'reachable, least',
        'median',
        'promised, median',
        'W_1 off the data',
      ],
      rows: stages.map((stage) => [
        stage.name,
        range(stage.radii.random),
        range(stage.radii.complement),
        range(stage.radii.search),
        ...reach(stage),
      ]),
    },
  ]);
}

function reach({ far, offSpanNorm }: LengthStage): (string | number | null)[] {
  if (far.kind === 'full-span') return ['no direction is free', null, null, null];
  return [radius(far.reachable, 'min'), radius(far.reachable, 'median'), radius(far.bound, 'median'), offSpanNorm];
}

/** Lower quartile, median, upper quartile. */
function range(quantiles: Quantiles | undefined): string {
  if (quantiles === undefined) return '–';
  return (['q25', 'median', 'q75'] as const).map((at) => radius(quantiles, at)).join(', ');
}

/** A quantile in words: JSON has `null` for infinite. */
export function radius(quantiles: Quantiles, at: 'min' | 'q25' | 'median' | 'q75' | 'max'): string {
  const value = quantiles[at];
  return value === null ? '∞' : formatFigure(value);
}

/** Bounds beside what was measured. */
export function boundsTables({ bounds }: TheoryResults): TheoryTable[] {
  const rows = bounds?.jobs.flatMap((job) => job.rows) ?? [];
  return [
    {
      title: '',
      columns: [
        'networks',
        'bound',
        'trials',
        'hold',
        'largest excess',
        'radius infinite, bound too',
        'bound finite',
        'both 0',
        'tightness: least',
        'quartile',
        'median',
        'quartile',
        'most',
      ],
      rows: rows.map((row) => [
        row.case,
        row.bound,
        row.trials,
        row.hold,
        row.largestExcess > 0 ? row.largestExcess : 'none',
        row.bothUnbounded,
        row.predictedWhereUnbounded === undefined
          ? 0
          : `${row.measuredUnbounded}, median ${radius(row.predictedWhereUnbounded, 'median')}`,
        row.bothZero,
        ...(['min', 'q25', 'median', 'q75', 'max'] as const).map((at) => row.tightness?.[at] ?? null),
      ]),
    },
  ];
}

/** Sets at a distance. */
export function farSetsTables({ 'far-sets': far }: TheoryResults): TheoryTable[] {
  const rows = far?.jobs.flatMap((job) => job.rows) ?? [];
  return [
    {
      title: '',
      columns: [
        'network',
        'polished to',
        'distance',
        'outcome',
        'rank of the data',
        'points',
        'L_stationary',
        'rel. difference',
        'margins, rel. difference',
        'Clarke, original',
        'new set',
        'nearest original, least',
        'most',
      ],
      rows: rows.map((row) => [
        row.case,
        row.polish.residual,
        row.distance,
        outcomes[row.outcome],
        `${row.rank} of ${row.dimension}`,
        row.newPoints === undefined ? `${row.points}` : `${row.points} to ${row.newPoints}`,
        row.loss ?? null,
        row.lossDifference ?? null,
        row.marginDifference ?? null,
        row.clarke ?? null,
        row.farClarke ?? null,
        row.distances === undefined ? null : row.distances.min,
        row.distances === undefined ? null : row.distances.max,
      ]),
    },
    ...rows
      .filter(
        (row) =>
          row.outcome === 'full-span' && row.distance === rows.find(({ case: name }) => name === row.case)!.distance,
      )
      .map((row) => ({
        title: `${row.case}: along the direction in which the data are smallest`,
        columns: ['', 'least', 'quartile', 'median', 'quartile', 'most'],
        rows: (
          [
            ['measured radius', row.reachable],
            ['near-subspace bound', row.bound],
          ] as const
        ).map(([title, quantiles]) => [
          title,
          ...(['min', 'q25', 'median', 'q75', 'max'] as const).map((at) => radius(quantiles!, at)),
        ]),
      })),
  ];
}

const outcomes: Readonly<Record<FarSetRow['outcome'], string>> = {
  free: 'built',
  'full-span': 'no direction is free',
  residual: 'bounded by the residual',
  refused: 'refused for rounding; what force builds',
};

/** Times of the Clarke solver. */
export function clarkeTables({ clarke }: TheoryResults): TheoryTable[] {
  const rows = clarke?.jobs.flatMap((job) => job.rows) ?? [];
  return [
    {
      title: '',
      columns: [
        'network',
        'derivative',
        'gap asked',
        'gap certified',
        'seconds',
        'cycles',
        'residual',
        'at least',
        'kink share',
      ],
      rows: rows.map((row) => [
        row.case,
        row.solver,
        row.gap,
        row.certifiedGap,
        row.seconds,
        row.cycles,
        row.residual,
        row.lowerBound,
        row.kinkShare,
      ]),
    },
  ];
}
