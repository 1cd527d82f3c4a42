import type { Finding } from '@noprior/report';
import { formatFigure, formatMark } from '../../report/format-figure.ts';
import type { TheoryResults } from '../theory-result.ts';
import { spanOfValues } from './finding-words.ts';

/** The bar for equal losses and margins. */
const bar = 1e-9;

/** Whether sets at a distance keep loss and margins, and what stands in the way. */
export function farSetsFindings({ 'far-sets': far }: TheoryResults): Finding[] {
  const rows = far?.jobs.flatMap((job) => job.rows) ?? [];
  const asked = rows.filter(({ outcome }) => outcome !== 'full-span');
  const built = asked.filter(({ outcome }) => outcome === 'free');
  const missed = asked.filter(({ outcome }) => outcome !== 'free');
  const equal = built.filter((row) => row.lossDifference! <= bar && row.marginDifference! <= bar);
  const full = rows.filter(({ outcome }) => outcome === 'full-span');
  return [
    {
      headline: `${equal.length} of ${asked.length} sets have the loss and the margins of the training set to ${bar}.`,
      text:
        `At distances ${[...new Set(asked.map(({ distance }) => formatMark(distance)))].join(', ')}: L_stationary differs by ${spanOfValues(built.map((row) => row.lossDifference!))} of itself, margins by ${spanOfValues(built.map((row) => row.marginDifference!))}. ` +
        `With the derivatives at kinks that the polish found, the residual relative to ||theta|| is ${spanOfValues(built.map((row) => row.clarke!))} before and ${spanOfValues(built.map((row) => row.farClarke!))} after. The nearest training point is ${spanOfValues(built.map((row) => row.distances!.min! / row.distance))} times the distance away that was asked for. ` +
        'The weights alone do not tell such a set from the training set: KKT conditions do not identify the data. Whether an attack lands there is another question, and knowledge of the data (pixels in a range, say) rules such sets out.',
      tone: 'neutral',
    },
    ...(missed.length === 0
      ? []
      : [
          {
            headline: 'Not every distance could be reached.',
            text: `${missed.map((row) => `${row.case}, distance ${formatMark(row.distance)}: ${row.outcome}${row.message === undefined ? '' : ` (${row.message})`}`).join('; ')}.`,
            tone: 'warning',
          } as const,
        ]),
    ...(full.length === 0
      ? []
      : [
          {
            headline: 'On data that span all of R^d the same call says that no direction is free.',
            text: `${full[0]!.case}: rank ${full[0]!.rank} of ${full[0]!.dimension}. Along the direction in which the data are smallest the near-subspace bound promises at least ${formatFigure(full[0]!.bound!.median ?? 0)} in the median, ${formatFigure(full[0]!.reachable!.median ?? 0)} is measured.`,
            tone: 'neutral',
          } as const,
        ]),
  ];
}
