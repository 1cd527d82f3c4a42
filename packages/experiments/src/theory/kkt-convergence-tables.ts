import type { CurveSeries, CurvesBlock, TableBlock, Value } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import type { ConvergenceResult } from './kkt-convergence-result.ts';
import { numberOf } from './summary-values.ts';

/** Residuals, and freedom, of every training. */
export function convergenceTables(results: readonly ConvergenceResult[]): TableBlock[] {
  return [residualTable(results), freedomTable(results)];
}

function stageName({ point, stages }: ConvergenceResult): string {
  if (point.targetLoss > 0) return `loss ${point.targetLoss.toExponential()}`;
  const residual = stages.refine?.values.residual ?? Number.POSITIVE_INFINITY;
  return residual <= 1e-3 ? 'KKT point' : 'refined, residual above 1e-3';
}

function residualTable(results: readonly ConvergenceResult[]): TableBlock {
  return {
    kind: 'table',
    caption:
      'Residuals eps / ||theta||, slackness delta at smallest margin 1, and shares of the pairs of sample and unit near a kink.',
    columns: [
      { name: 'network' },
      { name: 'seed' },
      { name: 'stage' },
      { name: 'iterations' },
      { name: 'normalised margin' },
      { name: 'hard' },
      { name: 'surrogate' },
      { name: 'Clarke' },
      { name: 'Clarke, lower bound' },
      { name: 'delta, hard' },
      { name: 'delta, Clarke' },
      { name: 'pairs within 1e-3' },
      { name: 'pairs within 1e-6' },
    ],
    rows: results.map((result): Value[] => {
      const { point, seed, stages } = result;
      const values = stages.residuals?.values;
      return [
        point.network,
        seed,
        stageName(result),
        iterationsOf(result),
        values?.normalizedMargin ?? null,
        values?.hard ?? null,
        values?.surrogate ?? null,
        values?.clarke ?? null,
        values?.clarkeLowerBound ?? null,
        values?.deltaHard ?? null,
        values?.deltaClarke ?? null,
        values?.kinkShareAt1e3 ?? null,
        values?.kinkShareAt1e6 ?? null,
      ];
    }),
  };
}

function iterationsOf({ point, stages }: ConvergenceResult): number | null {
  if (point.targetLoss === 0) return stages.refine?.values.iterations ?? null;
  return stages.train?.values.path.find(({ targetLoss }) => targetLoss === point.targetLoss)?.iterations ?? null;
}

function freedomTable(results: readonly ConvergenceResult[]): TableBlock {
  return {
    kind: 'table',
    caption:
      'Split radii and reachable distances at smallest margin 1, in units of the input: medians over the training points.',
    columns: [
      { name: 'network' },
      { name: 'seed' },
      { name: 'stage' },
      { name: 'random directions' },
      { name: 'orthogonal to the data' },
      { name: 'by search' },
      { name: 'reachable, least' },
      { name: 'reachable' },
      { name: 'predicted' },
      { name: 'norm of W_1 off the data' },
    ],
    rows: results.map((result): Value[] => {
      const { point, seed, stages } = result;
      const values = stages.radii?.values;
      const isProper = values !== undefined && values.far.kind !== 'full-span';
      return [
        point.network,
        seed,
        stageName(result),
        numberOf(values?.radii.random, 'median'),
        numberOf(values?.radii.complement, 'median'),
        numberOf(values?.radii.search, 'median'),
        isProper ? numberOf(values.far.reachable, 'min') : 'data span',
        isProper ? numberOf(values.far.reachable, 'median') : 'data span',
        isProper ? numberOf(values.far.bound, 'median') : 'data span',
        values?.offSpanNorm ?? null,
      ];
    }),
  };
}

/** Residuals and radii by training length, two charts for each training. */
export function convergenceCharts(results: readonly ConvergenceResult[]): CurvesBlock[] {
  return groupBy(results, ({ network }) => network).flatMap(({ name, results: members }) => {
    const [seed] = members.map((result) => result.seed);
    const way = members.filter((result) => result.point.targetLoss > 0 && result.seed === seed);
    const series = (title: string, read: (result: ConvergenceResult) => number | null | undefined): CurveSeries => ({
      name: title,
      points: way.flatMap((result): [number, number][] => {
        const value = read(result);
        return value === null || value === undefined ? [] : [[-Math.log10(result.point.targetLoss), value]];
      }),
    });
    const x = { name: '-log10 of the training loss', scale: 'linear' } as const;
    return [
      {
        kind: 'curves' as const,
        title: `Residuals by training length, ${name}`,
        x,
        y: { name: 'residual / ||theta||, and share of pairs', scale: 'log' as const },
        series: [
          series('hard derivative', ({ stages }) => stages.residuals?.values.hard),
          series('surrogate, alpha 100', ({ stages }) => stages.residuals?.values.surrogate),
          series('Clarke', ({ stages }) => stages.residuals?.values.clarke),
          series('share of pairs within 1e-3 of a kink', ({ stages }) => stages.residuals?.values.kinkShareAt1e3),
        ],
      },
      {
        kind: 'curves' as const,
        title: `Freedom by training length, ${name}`,
        x,
        y: { name: 'median distance, units of the input', scale: 'log' as const },
        series: [
          series('split radius, random directions', ({ stages }) => stages.radii?.values.radii.random?.median),
          series('split radius, orthogonal to the data', ({ stages }) => stages.radii?.values.radii.complement?.median),
          series('split radius, by search', ({ stages }) => stages.radii?.values.radii.search?.median),
          series('reachable with all margins kept', ({ stages }) => reachableOf(stages.radii?.values.far)),
        ].filter(({ points }) => points.length > 0),
      },
    ];
  });
}

function reachableOf(
  far: NonNullable<ConvergenceResult['stages']['radii']>['values']['far'] | undefined,
): number | null | undefined {
  return far?.kind === 'full-span' ? null : far?.reachable.median;
}
