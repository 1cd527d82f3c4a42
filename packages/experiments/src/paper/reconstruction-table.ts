import type { GridPoint, PointResult, Statement, Summary } from '../engine/experiment.ts';
import { describe, estimateAt, groupBy } from '../engine/read-values.ts';
import type { OtherAttack } from './reconstruction-stages.ts';

const otherAttacks: readonly OtherAttack[] = ['evidence', 'corners'];
const found = ['corrected', 'aboveHeldOutMax'] as const;

/** Found images, cosines, distances and losses of every group, with intervals over seeds. */
export function reconstructionTable<Point extends GridPoint>(
  heading: string,
  results: readonly PointResult<Point>[],
  name: (point: Point) => string,
): Summary['table'] {
  const others = otherAttacks.filter((attack) => estimateAt(results, `${attack} score`, ...found) !== null);
  return {
    columns: [
      heading,
      'found',
      'of',
      'median cosine',
      'held-out median',
      'random median',
      'AUC',
      ...others.map((attack) => `found by ${attack}`),
      ...(others.length > 0 ? ['visible rank'] : []),
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
      ...others.map((attack) => estimateAt(members, `${attack} score`, ...found)),
      ...(others.length > 0 ? [estimateAt(members, others[0]!, 'spanRank')] : []),
      estimateAt(members, 'score', 'corrected', 'distance'),
      estimateAt(members, 'score', 'corrected', 'heldOutDistance'),
      estimateAt(members, 'attack', 'stationarity'),
      estimateAt(members, 'oracle', 'surrogateLoss'),
      estimateAt(members, 'noise', 'heldOutAccuracy'),
    ]),
  };
}

/** Share of training images found by the attack that finds most, each taken over all results; `undefined` without any. */
export function foundShare(results: readonly PointResult[]): number | undefined {
  const count = estimateAt(results, 'score', 'corrected', 'count');
  const all = ['score', ...otherAttacks.map((attack) => `${attack} score`)].flatMap(
    (stage) => estimateAt(results, stage, ...found)?.value ?? [],
  );
  return all.length === 0 || count === null ? undefined : Math.max(...all) / count.value;
}

/** How many training images each attack finds: `18.67 [16.1, 21.2] (corners 20 [20, 20])`. */
export function foundWords(results: readonly PointResult[]): string {
  const others = otherAttacks.flatMap((attack) => {
    const own = estimateAt(results, `${attack} score`, ...found);
    return own === null ? [] : `${attack} ${describe(own)}`;
  });
  const kkt = describe(estimateAt(results, 'score', ...found));
  return others.length === 0 ? kkt : `${kkt} (${others.join(', ')})`;
}

/** The control without which a failure elsewhere shows nothing: does an attack succeed where nothing defends against it? */
export function controlStatement(results: readonly PointResult[]): Statement {
  const share = foundShare(results);
  const count = estimateAt(results, 'score', 'corrected', 'count')?.value;
  return {
    claim: 'Control: with the prior that fits, and no defence, the attack reads training images back.',
    measured:
      share === undefined
        ? 'Not measured: no run of the control has a score. What the other rows show says nothing without it.'
        : `${foundWords(results)} of ${count} training images are above the best match of any held-out image. Agrees if at least half of them are, for the attack that finds most; ` +
          'if not, failures in the other rows say nothing about priors.',
    verdict: share === undefined ? 'undecided' : share >= 0.5 ? 'agrees' : 'disagrees',
  };
}
