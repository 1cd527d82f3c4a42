import type { Finding } from '@noprior/report';
import { formatFigure } from '../../report/format-figure.ts';
import type { RefineRow } from '../polish-case.ts';
import type { TheoryResults } from '../theory-result.ts';
import { spanOfValues } from './finding-words.ts';

/** How many networks come to a KKT point, where it stalls, what the kinks have to do with it, what they gain. */
export function refineFindings({ polish }: TheoryResults): Finding[] {
  const all = polish?.jobs.flatMap(({ rows }) => rows) ?? [];
  const rows = all.filter(({ variant }) => variant === 'as it is');
  const within = (residual: number): readonly RefineRow[] => rows.filter((row) => row.residual <= residual);
  const short = rows.filter((row) => row.residual > 1e-6);
  const arrived = within(1e-6);
  return [
    {
      headline: `${within(1e-3).length} of ${rows.length} networks come within 1e-3 of a KKT point, ${arrived.length} within 1e-6, with kinks as the polish sees them; with kinks within 1e-3, ${rows.filter(({ end }) => end.clarke <= 1e-3).length} come within 1e-3.`,
      text:
        `They start at a Clarke residual of ${spanOfValues(rows.map(({ start }) => start.clarke))} of ||theta|| (hard: ${spanOfValues(rows.map(({ start }) => start.hard))}): ` +
        'gradient descent to a loss of 1e-6 ends far from KKT. ' +
        (short.length === 0
          ? ''
          : `Short of 1e-6: ${short.map((row) => `${row.case} (${formatFigure(row.residual)}, ended by ${row.stopped} after ${row.iterations} iterations)`).join('; ')}. Where seconds ended it, more time may bring it further: the machine was shared, and the number of iterations says how far it came.`),
      tone: 'neutral',
    },
    {
      headline: 'The residual depends on which units count as on their kink.',
      text:
        `The polish frees units within its own tolerance. With kinks within 1e-3 the ends have a Clarke residual of ${spanOfValues(rows.map(({ end }) => end.clarke))}, with kinks within 1e-6 of ${spanOfValues(rows.map(({ end }) => end.clarkeAt1e6))}; ` +
        (arrived.length === 0
          ? ''
          : `where 1e-6 was reached, ${spanOfValues(arrived.map(({ end }) => end.clarke))} and ${spanOfValues(arrived.map(({ end }) => end.clarkeAt1e6))}. `) +
        `With hard derivatives the same points still have ${spanOfValues(rows.map(({ end }) => end.hard))}: a KKT point of a ReLU network cannot be recognised by hard derivatives. ` +
        `${spanOfValues(rows.map(({ end }) => 100 * end.kinkShareAt1e6))} % of the pairs of sample and unit stand within 1e-6 of a kink there.`,
      tone: 'warning',
    },
    ...ablation(all, 'fixed derivatives', 'Without free derivatives at kinks'),
    ...ablation(all, 'no momentum', 'Without momentum'),
    {
      headline: `After the polish the norm is ${spanOfValues(rows.map(({ normRatio }) => normRatio))} of the trained one at the same margin.`,
      text: `Against the trained network without the part of the first layer that no output depends on it is ${spanOfValues(rows.map(({ normRatioInSpan }) => normRatioInSpan))}. The largest slackness lambda (q - 1) is ${spanOfValues(rows.map(({ slackness }) => slackness))}.`,
      tone: 'neutral',
    },
  ];
}

function ablation(rows: readonly RefineRow[], variant: RefineRow['variant'], words: string): Finding[] {
  const pairs = rows.flatMap((row) => {
    const whole = rows.find((other) => other.variant === 'as it is' && other.case === row.case);
    return row.variant === variant && whole !== undefined ? [{ row, whole }] : [];
  });
  if (pairs.length === 0) return [];
  const lines = pairs.map(({ row, whole }) => {
    const steps = (one: RefineRow): string => {
      const to = one.reached.find(({ residual }) => residual === 1e-3)!.iteration;
      return to === null ? '1e-3 never' : `1e-3 after ${to} iterations`;
    };
    return `${row.case}: ${formatFigure(row.residual)} (${steps(row)}, ended by ${row.stopped}) instead of ${formatFigure(whole.residual)} (${steps(whole)})`;
  });
  return [{ headline: `${words}:`, text: `${lines.join('; ')}.`, tone: 'neutral' }];
}
