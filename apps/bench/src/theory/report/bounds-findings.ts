import type { Finding } from '@noprior/report';
import { formatFigure } from '../../report/format-figure.ts';
import type { TheoryResults } from '../theory-result.ts';

/** Whether every bound holds, and how tight they are. */
export function boundsFindings({ bounds }: TheoryResults): Finding[] {
  const rows = bounds?.jobs.flatMap((job) => job.rows) ?? [];
  const trials = rows.reduce((total, row) => total + row.trials, 0);
  const hold = rows.reduce((total, row) => total + row.hold, 0);
  const broken = rows.filter((row) => row.hold < row.trials);
  const random = rows.filter(({ case: name }) => name.startsWith('random networks'));
  const trained = rows.filter((row) => !random.includes(row));
  const tightness = (row: (typeof rows)[number]): string =>
    row.tightness === undefined
      ? 'nothing finite to compare'
      : `${formatFigure(row.tightness.median ?? 0)} in the median`;
  return [
    {
      headline: `${hold} of ${trials} trials hold to 1e-9.`,
      text:
        broken.length === 0
          ? 'No bound was above what was measured.'
          : broken
              .map(
                (row) =>
                  `${row.bound}, ${row.case}: ${row.trials - row.hold} of ${row.trials} is above by more, at most by ${formatFigure(row.largestExcess)} of itself. ` +
                  (row.bound === 'delta-almost-kkt'
                    ? 'There bound and measurement are equal in exact arithmetic, and the measurement is a difference of two margins, which costs that many digits where the split is short: rounding of the measurement, not a larger split.'
                    : ''),
              )
              .join(' '),
      tone: broken.some(({ bound }) => bound !== 'delta-almost-kkt') ? 'warning' : 'neutral',
    },
    {
      headline: `Random networks, bound against measurement: ${random.map((row) => `${row.bound} ${tightness(row)}`).join('; ')}.`,
      text: '1 is tight. Near-subspace bounds every unit by the largest slope that the data allow, which few units have; distance-almost-KKT knows the part of each unit off the data itself, and loses only by the direction and in layers above the first.',
      tone: 'neutral',
    },
    ...(trained.length === 0
      ? []
      : [
          {
            headline: 'Trained networks, bound against measurement.',
            text: `${trained
              .map((row) => {
                const infinite =
                  row.predictedWhereUnbounded === undefined
                    ? ''
                    : `, ${row.measuredUnbounded} of ${row.trials} measured radii infinite where ${formatFigure(row.predictedWhereUnbounded.median ?? 0)} was promised`;
                const zero = row.bothZero === 0 ? '' : `, ${row.bothZero} both 0 for a unit on its kink`;
                return `${row.case}: ${row.bound}, ${tightness(row)}${infinite}${zero}`;
              })
              .join('; ')}.`,
            tone: 'neutral',
          } as const,
        ]),
  ];
}
