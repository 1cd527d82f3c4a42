import type { Claim, ScatterBlock, TableBlock } from '@noprior/report';
import { tableOf } from '../../engine/table-of.ts';
import type { BoundValues } from '../steps/bound-trials-kind.ts';
import { numberOf, verdictOf } from '../summary-values.ts';

/** One comparison under a name. */
export interface NamedComparison {
  /** Of the networks. */
  readonly name: string;
  readonly values: BoundValues;
}

/** Most points of one cloud that are drawn. */
const drawnPairs = 400;

/** The claim that no bound is above what was measured.
 *
 * @param rows  of bounds that are inequalities
 */
export function holdsClaim(rows: readonly NamedComparison[]): Claim {
  const total = (read: (values: BoundValues) => number): number =>
    rows.reduce((sum, { values }) => sum + read(values), 0);
  const trials = total((values) => values.trials);
  const hold = total((values) => values.hold);
  return {
    claim: 'The predicted split radius is never above the measured one.',
    rule: 'Agrees if prediction / measurement - 1 is at most 1e-9 in every trial.',
    measured: [
      { name: 'trials', value: trials },
      { name: 'trials that hold', value: hold },
    ],
    verdict: verdictOf(trials, hold === trials),
  };
}

/** Bounds beside what was measured. */
export function boundsTable(rows: readonly NamedComparison[]): TableBlock {
  return tableOf(
    'Tightness is prediction / measurement where both are finite and positive: 1 is tight, above 1 would be wrong.',
    rows,
    {
      networks: ({ name }) => name,
      bound: ({ values }) => values.bound,
      trials: ({ values }) => values.trials,
      hold: ({ values }) => values.hold,
      'largest violation': ({ values }) => Math.max(0, values.largestViolation),
      'both infinite': ({ values }) => values.bothUnbounded,
      'only measurement infinite': ({ values }) => values.measuredUnbounded,
      'predicted there, median': ({ values }) => numberOf(values.predictedWhereUnbounded, 'median'),
      'both 0': ({ values }) => values.bothZero,
      'tightness, least': ({ values }) => numberOf(values.tightness, 'min'),
      'lower quartile': ({ values }) => numberOf(values.tightness, 'q25'),
      median: ({ values }) => numberOf(values.tightness, 'median'),
      'upper quartile': ({ values }) => numberOf(values.tightness, 'q75'),
      largest: ({ values }) => numberOf(values.tightness, 'max'),
    },
  );
}

/** Prediction by measurement, one point for each trial. */
export function boundsChart(title: string, rows: readonly NamedComparison[]): ScatterBlock {
  return {
    kind: 'scatter',
    title,
    x: { name: 'measured', scale: 'log' },
    y: { name: 'predicted', scale: 'log' },
    diagonal: true,
    series: rows
      .filter(({ values }) => values.pairs.length > 0)
      .map(({ name, values: { bound, pairs } }) => {
        const every = Math.ceil(pairs.length / drawnPairs);
        const drawn = pairs.filter((_, index) => index % every === 0);
        return { name: `${name}, ${bound}`, points: drawn.map(([predicted, measured]) => [measured, predicted]) };
      }),
  };
}
