/** What ends a run. */
export interface RoundsRule {
  readonly rounds: number;
  /** Rounds in a row without a new member after which it ends. */
  readonly patience: number;
  /** Members at most. */
  readonly rank: number;
}

/** Estimate of the rounds still to come. Each round is taken to find the same share of what the one before found,
 * until less than half a member is expected; the rounds of `patience` follow.
 *
 * @param predictedMembers  new members of each round so far
 * @returns `undefined` while nothing can be said: before the first round, and after a single one that found members
 */
export function roundsLeft(
  predictedMembers: readonly number[],
  { rounds, patience, rank }: RoundsRule,
): number | undefined {
  const left = rounds - predictedMembers.length;
  const last = predictedMembers.at(-1);
  if (last === undefined) return undefined;
  const found = predictedMembers.reduce((total, count) => total + count, 0);
  const idle = predictedMembers.length - 1 - predictedMembers.findLastIndex((count) => count > 0);
  if (found >= rank || idle >= patience) return 0;
  if (last === 0) return Math.min(left, patience - idle);
  const before = predictedMembers.at(-2);
  if (before === undefined) return undefined;
  const share = Math.min(0.9, last / Math.max(before, last));
  let expected = last * share;
  let total = found;
  let more = 0;
  while (expected >= 0.5 && total < rank && more < left) {
    total += expected;
    expected *= share;
    more++;
  }
  return Math.min(left, total >= rank ? more : more + patience);
}
