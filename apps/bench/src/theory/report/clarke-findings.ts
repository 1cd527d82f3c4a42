import type { Finding } from '@noprior/report';
import { formatFigure } from '../../report/format-figure.ts';
import type { TheoryResults } from '../theory-result.ts';

/** Seconds that are allowed on two cores. */
const bar = 60;

/** Whether the Clarke solver is fast enough, and what it finds below the hard residual. */
export function clarkeFindings({ clarke }: TheoryResults): Finding[] {
  const rows = clarke?.jobs.flatMap((job) => job.rows) ?? [];
  const solved = rows.filter(({ solver }) => solver === 'clarke');
  const certified = solved.filter(({ converged }) => converged);
  const quick = certified.filter(({ seconds }) => seconds < bar);
  const names = [...new Set(rows.map(({ case: name }) => name))];
  return [
    {
      headline: `${quick.length} of ${solved.length} gaps are certified in less than ${bar} s.`,
      text: `${solved.map((row) => `${row.case}, gap ${row.gap?.toExponential()}: ${row.seconds} s${row.converged ? '' : `, not reached, ${formatFigure(row.certifiedGap)} certified`}`).join('; ')}.`,
      tone: 'neutral',
    },
    {
      headline: 'Freedom at kinks lowers the residual, at a price in time.',
      text: `${names
        .map((name) => {
          const own = rows.filter((row) => row.case === name);
          const hard = own.find(({ solver }) => solver === 'hard')!;
          const best = own.filter(({ solver }) => solver === 'clarke').at(-1)!;
          return `${name}: ${formatFigure(best.residual)} instead of ${formatFigure(hard.residual)}, with ${formatFigure(100 * (best.kinkShare ?? 0))} % of the pairs on a kink; the hard residual takes ${formatFigure(hard.seconds)} s`;
        })
        .join('; ')}.`,
      tone: 'neutral',
    },
  ];
}
