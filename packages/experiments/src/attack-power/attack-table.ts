import type { Claim, Column, Fact, TableBlock, Value } from '@noprior/report';
import type { GridPoint } from '../engine/experiment.ts';
import { estimateOf, groupBy, numbersOf } from '../engine/read-values.ts';
import { knownFromTruth } from '../steps/known-from-truth.ts';
import type { AttackStudyResult } from './attack-stages.ts';

type Results = readonly AttackStudyResult[];

/** Columns of {@link foundCells}. */
export const foundColumns: readonly Column[] = [
  { name: 'given the truth' },
  { name: 'seeds' },
  { name: 'points' },
  { name: 'time', unit: 's' },
  { name: 'found' },
  { name: 'of' },
  { name: 'cosine above 0.9' },
  { name: 'median cosine' },
  { name: 'held-out median' },
  { name: 'AUC' },
  { name: 'predicted members' },
  { name: 'true members' },
];

/** What stands above a table of {@link foundColumns}. */
export const foundCaption: string =
  'Found: training images whose best cosine is above that of every held-out image. Means over seeds with 95 % intervals. ' +
  'A row that was given the truth is an oracle bound and no attack, as is one that starts from it';

/** What an attack found, seeds together. */
export function foundCells(results: Results): Value[] {
  const scores = (read: (values: NonNullable<AttackStudyResult['stages']['score']>['values']) => number) =>
    estimateOf(results, ({ stages }) => stages.score && read(stages.score.values));
  const attacks = (read: (values: NonNullable<AttackStudyResult['stages']['attack']>['values']) => number) =>
    estimateOf(results, ({ stages }) => stages.attack && read(stages.attack.values));
  const members = sumOf(numbersOf(results, ({ stages }) => stages.attack?.values.predictedMembers));
  return [
    givenTruth(results),
    results.map(({ seed }) => seed).join(', '),
    attacks(({ points }) => points)?.value ?? null,
    attacks(({ seconds }) => seconds)?.value ?? null,
    scores(({ found }) => found),
    scores(({ images }) => images)?.value ?? null,
    scores(({ above09 }) => above09),
    scores(({ medianCosine }) => medianCosine),
    scores(({ heldOutMedianCosine }) => heldOutMedianCosine),
    scores(({ auc }) => auc),
    members === 0 ? null : members,
    members === 0 ? null : sumOf(numbersOf(results, ({ stages }) => stages.score?.values.trueMembers)),
  ];
}

/** One row for each name, seeds together.
 *
 * @param heading  of the first column
 */
export function foundTable<Point extends GridPoint>(
  heading: string,
  results: readonly AttackStudyResult<Point>[],
  name: (point: Point) => string,
): TableBlock {
  return {
    kind: 'table',
    caption: foundCaption,
    columns: [{ name: heading }, ...foundColumns],
    rows: groupBy(results, name).map(({ name: group, results: members }) => [group, ...foundCells(members)]),
  };
}

/** Names of what the study gave the attack from the truth. */
function givenTruth(results: Results): Value {
  const names = results.flatMap(({ stages }) => knownFromTruth(stages.attack?.values.knowledge));
  return names.length === 0 ? 'no' : [...new Set(names)].join(', ');
}

/** Found images of each seed, by seed. */
export function foundBySeed(results: Results): ReadonlyMap<number, number> {
  return new Map(
    results.flatMap(({ seed, stages }) => (stages.score === undefined ? [] : [[seed, stages.score.values.found]])),
  );
}

/** Found images as a fact. */
export function foundFact(name: string, results: Results): Fact {
  return { name, value: estimateOf(results, ({ stages }) => stages.score?.values.found) };
}

/** The rule of {@link pairedVerdict}. */
export const pairedRule =
  'Agrees if it is so in every seed, disagrees if it is the other way round in every seed; equal numbers speak for neither.';

/** Whether one group finds more than another, seed by seed. */
export function pairedVerdict(more: Results, fewer: Results): Claim['verdict'] {
  const [own, other] = [foundBySeed(more), foundBySeed(fewer)];
  const differences = [...own].flatMap(([seed, found]) => {
    const compared = other.get(seed);
    return compared === undefined ? [] : [found - compared];
  });
  if (differences.length === 0) return 'undecided';
  if (differences.every((difference) => difference > 0)) return 'agrees';
  return differences.every((difference) => difference < 0) ? 'disagrees' : 'undecided';
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
