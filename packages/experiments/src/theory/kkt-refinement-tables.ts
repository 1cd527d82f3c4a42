import type { CurveSeries, CurvesBlock, TableBlock, Value } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import { tableOf } from '../engine/table-of.ts';
import type { RefinementResult } from './kkt-refinement-result.ts';

/** Start and way, and end, of every network. */
export function refinementTables(results: readonly RefinementResult[]): TableBlock[] {
  const reached =
    (residual: number) =>
    ({ stages }: RefinementResult): Value | undefined =>
      stages.refine?.values.reached.find((one) => one.residual === residual)?.iteration;
  const named = {
    network: ({ point }: RefinementResult) => point.network,
    variant: ({ point }: RefinementResult) => point.variant,
    seed: ({ seed }: RefinementResult) => seed,
  };
  return [
    tableOf('Way: residuals of the trained network, iterations to each relative residual, and the lowest.', results, {
      ...named,
      'trained, hard': ({ stages }) => stages.start?.values.hard,
      'trained, Clarke': ({ stages }) => stages.start?.values.clarke,
      'to 1e-2': reached(1e-2),
      'to 1e-3': reached(1e-3),
      'to 1e-6': reached(1e-6),
      'lowest residual': ({ stages }) => stages.refine?.values.residual,
      iterations: ({ stages }) => stages.refine?.values.iterations,
      time: ({ stages }) => ({ value: stages.refine?.values.seconds ?? null, unit: 's' }),
      'ended by': ({ stages }) => stages.refine?.values.ended,
      'version of refine': ({ stages }) => stages.refine?.version,
    }),
    tableOf(
      'End: residuals and kinks of the refined network, and its norm at smallest margin 1 against the trained one.',
      results,
      {
        ...named,
        hard: ({ stages }) => stages.end?.values.hard,
        'Clarke, kinks 1e-3': ({ stages }) => stages.end?.values.clarke,
        'Clarke, kinks 1e-6': ({ stages }) => stages.end?.values.clarkeAt1e6,
        'pairs within 1e-3, trained': ({ stages }) => stages.start?.values.kinkShareAt1e3,
        'pairs within 1e-3': ({ stages }) => stages.end?.values.kinkShareAt1e3,
        'pairs within 1e-6': ({ stages }) => stages.end?.values.kinkShareAt1e6,
        'fractional derivatives': ({ stages }) => stages.refine?.values.fractionalShare,
        'support vectors': ({ stages }) => stages.refine?.values.supportVectors,
        points: ({ stages }) => stages.refine?.values.points,
        'norm ratio': ({ stages }) => stages.refine?.values.normRatio,
        'norm ratio in the span': ({ stages }) => stages.refine?.values.normRatioInSpan,
        slackness: ({ stages }) => stages.refine?.values.slackness,
      },
    ),
  ];
}

/** Iterations at which curves are drawn, so that all have marks at the same places. */
const drawnIterations = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Lowest residual by iteration: a chart for each kind of data, and one for each network with variants, so that none has many curves. */
export function refinementCharts(results: readonly RefinementResult[]): CurvesBlock[] {
  const plain = results.filter(({ point }) => point.variant === 'default');
  const varied = new Set(results.filter(({ point }) => point.variant !== 'default').map(({ point }) => point.network));
  return [
    ...groupBy(plain, ({ network }) => network.split(' ')[0]!).map(({ name, results: members }) =>
      residualChart(
        `Lowest residual by iteration, ${name}`,
        members,
        ({ point, seed }) => `${point.network}, seed ${seed}`,
      ),
    ),
    ...[...varied].map((network) => {
      const own = results.filter(({ point, seed }) => point.network === network && seed === 1);
      return residualChart(`Lowest residual by variant, ${network}`, own, ({ point }) => point.variant);
    }),
  ];
}

function residualChart(
  title: string,
  results: readonly RefinementResult[],
  nameOf: (result: RefinementResult) => string,
): CurvesBlock {
  const series = results.flatMap((result): CurveSeries[] => {
    const refine = result.stages.refine?.values;
    if (refine === undefined) return [];
    const { curve, iterations, residual } = refine;
    const points = drawnIterations.flatMap((iteration) => {
      const last = curve.findLast(([at]) => at <= iteration);
      return last === undefined || iteration > iterations ? [] : [[iteration, last[2]] as const];
    });
    return [{ name: nameOf(result), points: [...points, [iterations, residual] as const] }];
  });
  return {
    kind: 'curves',
    title,
    x: { name: 'iteration', scale: 'log' },
    y: { name: 'residual / ||theta||', scale: 'log' },
    series,
  };
}
