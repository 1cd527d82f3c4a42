import type { Estimate } from '@noprior/metrics';
import type { Claim, Fact, TableBlock } from '@noprior/report';
import type { GridPoint, PointResult } from '../engine/experiment.ts';
import { estimateOf, groupBy } from '../engine/read-values.ts';

import { knownFromTruth } from '../steps/known-from-truth.ts';
import type { ReconstructionKinds } from './reconstruction-kinds.ts';

/** Stages with scores, by the attack that they are of. */
export const scoreStages = { kkt: 'score', evidence: 'evidence score', 'box-vertices': 'box-vertices score' } as const;

/** Stages of the attacks. */
const attackStages = { kkt: 'attack', evidence: 'evidence', 'box-vertices': 'box-vertices' } as const;

/** Attack that a reconstruction may run. */
export type ScoredAttack = keyof typeof scoreStages;

/** Every one, in the order of tables. */
export const scoredAttacks: readonly ScoredAttack[] = ['kkt', 'evidence', 'box-vertices'];

/** What a reconstruction gave at some point of a grid. */
export type ReconstructionResult<Point extends GridPoint = GridPoint> = PointResult<Point, ReconstructionKinds>;

/** Training images that an attack finds: nearer to a candidate than any held-out image is; `null` where it did not run. */
export function foundBy(attack: ScoredAttack, results: readonly ReconstructionResult[]): Estimate | null {
  return estimateOf(results, ({ stages }) => stages[scoreStages[attack]]?.values.corrected.aboveHeldOutMax);
}

/** Found images, cosines, distances and losses of every group, with intervals over seeds. */
export function reconstructionTable<Point extends GridPoint>(
  heading: string,
  results: readonly ReconstructionResult<Point>[],
  name: (point: Point) => string,
): TableBlock {
  const groups = groupBy(results, name);
  const others = scoredAttacks.filter((attack) => attack !== 'kkt' && foundBy(attack, results) !== null);
  return {
    kind: 'table',
    columns: [
      heading,
      `found${truthWords('kkt', groups)}`,
      'of',
      'median cosine',
      'held-out median',
      'random median',
      'AUC',
      ...others.map((attack) => `found by ${attack}${truthWords(attack, groups)}`),
      'estimated span rank',
      'distance of best 5',
      'held out',
      'L_KKT of the attack',
      'oracle loss',
      'held-out accuracy',
    ].map((column) => ({ name: column })),
    rows: groups.map(({ name: group, results: members }) => [
      group,
      foundBy('kkt', members),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.count)?.value ?? null,
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.medianCosine),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.heldOutMedianCosine),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.randomMedianCosine),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.auc),
      ...others.map((attack) => foundBy(attack, members)),
      spanRank(members),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.distance),
      estimateOf(members, ({ stages }) => stages.score?.values.corrected.heldOutDistance),
      estimateOf(members, ({ stages }) => stages.attack?.values.stationarity),
      estimateOf(members, ({ stages }) => stages.oracle?.values.surrogateLoss),
      estimateOf(members, ({ stages }) => stages.noise?.values.heldOutAccuracy),
    ]),
  };
}

/** What an attack knew that only the owner of the data has, and in which rows unless in all of them, for the head of a table. */
function truthWords(
  attack: ScoredAttack,
  groups: readonly { readonly name: string; readonly results: readonly ReconstructionResult[] }[],
): string {
  const given = groups.flatMap(({ name, results }) => {
    const known = results.flatMap(({ stages }) => knownFromTruth(stages[attackStages[attack]]?.values.knowledge));
    return known.length === 0 ? [] : [{ name, known }];
  });
  if (given.length === 0) return '';
  const what = [...new Set(given.flatMap(({ known }) => known))].join(', ');
  const where = given.length === groups.length ? '' : ` in ${given.map(({ name }) => name).join('; ')}`;
  return ` (${what} known from the truth${where})`;
}

/** Rank of the span of the training set, as estimated from the first layer. */
export function spanRank(results: readonly ReconstructionResult[]): Estimate | null {
  return estimateOf(results, ({ stages }) => stages.span?.values.rank);
}

/** Share of training images found by the attack that finds most, each taken over all results; `undefined` without any. */
export function foundShare(results: readonly ReconstructionResult[]): number | undefined {
  const count = estimateOf(results, ({ stages }) => stages.score?.values.corrected.count);
  const all = scoredAttacks.flatMap((attack) => foundBy(attack, results)?.value ?? []);
  return all.length === 0 || count === null ? undefined : Math.max(...all) / count.value;
}

/** How many training images each attack finds, one fact for each that ran.
 *
 * @param where  of which results, as in `with the shift`
 */
export function foundFacts(where: string, results: readonly ReconstructionResult[]): Fact[] {
  const ran = scoredAttacks.filter((attack) => attack === 'kkt' || foundBy(attack, results) !== null);
  return ran.map((attack) => ({ name: `images found ${where}, ${attack}`, value: foundBy(attack, results) }));
}

/** The control without which a failure elsewhere shows nothing: does an attack succeed where nothing defends against it? */
export function controlClaim(results: readonly ReconstructionResult[]): Claim {
  const share = foundShare(results);
  return {
    claim: 'Control: with the prior that fits, and no defence, the attack reads training images back.',
    rule:
      'Agrees if the attack that finds most finds at least half of the training images. Otherwise failures in other rows say nothing about priors. ' +
      'An image is found if a candidate is nearer to it than any candidate is to any held-out image.',
    measured: [
      { name: 'training images', value: estimateOf(results, ({ stages }) => stages.score?.values.corrected.count) },
      ...foundFacts('without defence', results),
    ],
    verdict: share === undefined ? 'undecided' : share >= 0.5 ? 'agrees' : 'disagrees',
  };
}

/** Whether less than half as many images are found as in the control; `undecided` where the control finds fewer than half of all. */
export function defenceVerdict(control: number | undefined, found: number | undefined): Claim['verdict'] {
  if (control === undefined || found === undefined || control < 0.5) return 'undecided';
  return found < control / 2 ? 'agrees' : 'disagrees';
}
