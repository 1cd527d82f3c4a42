import type { CurveSeries, CurvesBlock, TableBlock, Value } from '@noprior/report';
import { groupBy } from '../engine/read-values.ts';
import type { RefinementResult } from './kkt-refinement-result.ts';

/** Start and way, and end, of every network. */
export function refinementTables(results: readonly RefinementResult[]): TableBlock[] {
  return [
    {
      kind: 'table',
      caption: 'Way: residuals of the trained network, iterations to each relative residual, and the lowest.',
      columns: [
        { name: 'network' },
        { name: 'variant' },
        { name: 'seed' },
        { name: 'trained, hard' },
        { name: 'trained, Clarke' },
        { name: 'to 1e-2' },
        { name: 'to 1e-3' },
        { name: 'to 1e-6' },
        { name: 'lowest residual' },
        { name: 'iterations' },
        { name: 'time', unit: 's' },
        { name: 'ended by' },
        { name: 'version of refine' },
      ],
      rows: results.map(({ point, seed, stages }): Value[] => {
        const [start, refine] = [stages.start?.values, stages.refine?.values];
        const reached = (residual: number): Value =>
          refine?.reached.find((one) => one.residual === residual)?.iteration ?? null;
        return [
          point.network,
          point.variant,
          seed,
          start?.hard ?? null,
          start?.clarke ?? null,
          reached(1e-2),
          reached(1e-3),
          reached(1e-6),
          refine?.residual ?? null,
          refine?.iterations ?? null,
          refine?.seconds ?? null,
          refine?.ended ?? null,
          stages.refine?.version ?? null,
        ];
      }),
    },
    {
      kind: 'table',
      caption:
        'End: residuals and kinks of the refined network, and its norm at smallest margin 1 against the trained one.',
      columns: [
        { name: 'network' },
        { name: 'variant' },
        { name: 'seed' },
        { name: 'hard' },
        { name: 'Clarke, kinks 1e-3' },
        { name: 'Clarke, kinks 1e-6' },
        { name: 'pairs within 1e-3, trained' },
        { name: 'pairs within 1e-3' },
        { name: 'pairs within 1e-6' },
        { name: 'fractional derivatives' },
        { name: 'support vectors' },
        { name: 'points' },
        { name: 'norm ratio' },
        { name: 'norm ratio in the span' },
        { name: 'slackness' },
      ],
      rows: results.map(({ point, seed, stages }): Value[] => {
        const [start, refine, end] = [stages.start?.values, stages.refine?.values, stages.end?.values];
        return [
          point.network,
          point.variant,
          seed,
          end?.hard ?? null,
          end?.clarke ?? null,
          end?.clarkeAt1e6 ?? null,
          start?.kinkShareAt1e3 ?? null,
          end?.kinkShareAt1e3 ?? null,
          end?.kinkShareAt1e6 ?? null,
          refine?.fractionalShare ?? null,
          refine?.supportVectors ?? null,
          refine?.points ?? null,
          refine?.normRatio ?? null,
          refine?.normRatioInSpan ?? null,
          refine?.slackness ?? null,
        ];
      }),
    },
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
