import type { GridPoint, PointResult, Statement, Summary } from './experiment.ts';
import { describe, estimateAt, groupBy } from './read-values.ts';

/** Found images, cosines, distances and losses of every group, with intervals over seeds. */
export function reconstructionTable<Point extends GridPoint>(
  heading: string,
  results: readonly PointResult<Point>[],
  name: (point: Point) => string,
): Summary['table'] {
  return {
    columns: [
      heading,
      'found',
      'of',
      'median cosine',
      'held-out median',
      'random median',
      'AUC',
      'distance of best 5',
      'held out',
      'L_KKT of the attack',
      'oracle loss',
      'held-out accuracy',
    ],
    rows: groupBy(results, name).map(({ name: group, results: members }) => [
      group,
      estimateAt(members, 'score', 'corrected', 'aboveHeldOutMax'),
      estimateAt(members, 'score', 'corrected', 'count')?.value ?? null,
      estimateAt(members, 'score', 'corrected', 'medianCosine'),
      estimateAt(members, 'score', 'corrected', 'heldOutMedianCosine'),
      estimateAt(members, 'score', 'corrected', 'randomMedianCosine'),
      estimateAt(members, 'score', 'corrected', 'auc'),
      estimateAt(members, 'score', 'corrected', 'distance'),
      estimateAt(members, 'score', 'corrected', 'heldOutDistance'),
      estimateAt(members, 'attack', 'stationarity'),
      estimateAt(members, 'oracle', 'surrogateLoss'),
      estimateAt(members, 'noise', 'heldOutAccuracy'),
    ]),
  };
}

/** Share of training images found, over results; `undefined` without any. */
export function foundShare(results: readonly PointResult[]): number | undefined {
  const found = estimateAt(results, 'score', 'corrected', 'aboveHeldOutMax');
  const count = estimateAt(results, 'score', 'corrected', 'count');
  return found === null || count === null ? undefined : found.value / count.value;
}

/** The control without which a failure elsewhere shows nothing: does the attack succeed where nothing defends against it? */
export function controlStatement(results: readonly PointResult[]): Statement {
  const share = foundShare(results);
  const found = estimateAt(results, 'score', 'corrected', 'aboveHeldOutMax');
  const count = estimateAt(results, 'score', 'corrected', 'count')?.value;
  return {
    claim: 'Control: with the prior that fits, and no defence, the attack reads training images back.',
    measured:
      share === undefined
        ? 'Not measured: no run of the control has a score. What the other rows show says nothing without it.'
        : `${describe(found)} of ${count} training images are above the best match of any held-out image. Agrees if at least half of them are; ` +
          'if not, failures in the other rows say nothing about priors.',
    verdict: share === undefined ? 'undecided' : share >= 0.5 ? 'agrees' : 'disagrees',
  };
}
