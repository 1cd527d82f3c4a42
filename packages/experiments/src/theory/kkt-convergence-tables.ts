import type { CurveSeries, CurvesBlock, TableBlock, Value } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import { tableOf } from '../engine/table-of.ts';
import type { ConvergenceResult } from './kkt-convergence-result.ts';
import { numberOf } from './summary-values.ts';

/** Residuals, and freedom, of every training. */
export function convergenceTables(results: readonly ConvergenceResult[]): TableBlock[] {
  const named = {
    network: ({ point }: ConvergenceResult) => point.network,
    seed: ({ seed }: ConvergenceResult) => seed,
    stage: stageName,
  };
  const reach =
    (at: 'reachable' | 'bound', of: 'min' | 'median') =>
    ({ stages }: ConvergenceResult): Value => {
      const far = stages.radii?.values.far;
      return far?.kind === 'full-span' ? 'data span' : numberOf(far?.[at], of);
    };
  return [
    tableOf(
      'Residuals eps / ||theta||, slackness delta at smallest margin 1, and shares of the pairs of sample and unit near a kink.',
      results,
      {
        ...named,
        iterations: iterationsOf,
        'normalised margin': ({ stages }) => stages.residuals?.values.normalizedMargin,
        hard: ({ stages }) => stages.residuals?.values.hard,
        surrogate: ({ stages }) => stages.residuals?.values.surrogate,
        Clarke: ({ stages }) => stages.residuals?.values.clarke,
        'Clarke, lower bound': ({ stages }) => stages.residuals?.values.clarkeLowerBound,
        'delta, hard': ({ stages }) => stages.residuals?.values.deltaHard,
        'delta, Clarke': ({ stages }) => stages.residuals?.values.deltaClarke,
        'pairs within 1e-3': ({ stages }) => stages.residuals?.values.kinkShareAt1e3,
        'pairs within 1e-6': ({ stages }) => stages.residuals?.values.kinkShareAt1e6,
      },
    ),
    tableOf(
      'Split radii and reachable distances at smallest margin 1, in units of the input: medians over the training points.',
      results,
      {
        ...named,
        'random directions': ({ stages }) => numberOf(stages.radii?.values.radii.random, 'median'),
        'orthogonal to the data': ({ stages }) => numberOf(stages.radii?.values.radii.complement, 'median'),
        'by search': ({ stages }) => numberOf(stages.radii?.values.radii.search, 'median'),
        'reachable, least': reach('reachable', 'min'),
        reachable: reach('reachable', 'median'),
        predicted: reach('bound', 'median'),
        'norm of W_1 off the data': ({ stages }) => stages.radii?.values.offSpanNorm,
      },
    ),
  ];
}

function stageName({ point, stages }: ConvergenceResult): string {
  if (point.targetLoss > 0) return `loss ${point.targetLoss.toExponential()}`;
  const residual = stages.refine?.values.residual ?? Number.POSITIVE_INFINITY;
  return residual <= 1e-3 ? 'KKT point' : 'refined, residual above 1e-3';
}

function iterationsOf({ point, stages }: ConvergenceResult): number | undefined {
  if (point.targetLoss === 0) return stages.refine?.values.iterations;
  return stages.train?.values.path.find(({ targetLoss }) => targetLoss === point.targetLoss)?.iterations;
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
