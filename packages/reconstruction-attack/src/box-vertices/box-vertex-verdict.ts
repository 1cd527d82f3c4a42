import type { BoxVertexRound } from './box-vertex-result.ts';
import { leastChance } from './judge-vertices.ts';

/** What a vertex attack says of its points without knowing the truth. */
export interface BoxVertexVerdict {
  /** `predicted-members`: the predictedMembers points are taken for samples. `none-stands-out`: a sample with enough coordinates at the ends of the
   * box would have been predictedMembers, and there was none. `cannot-tell`: none would have been, whatever was found; samples may be among the
   * points. */
  readonly verdict: 'predicted-members' | 'none-stands-out' | 'cannot-tell';
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Verdict on the points of a vertex attack.
 *
 * A round accepts points by their zScore over vertices in random directions. In a small span these are the samples themselves: there are hardly
 * any other vertices. Then the law of chance is that of the points under judgement, and its threshold may be above what any point can
 * reach. Such a round has no power: it accepts nothing whether there are samples or not.
 *
 * @param rounds     oldest first
 * @param dimension  d, the most coordinates that a point can have at the ends of the box
 * @param rank       of the span
 */
export function boxVertexVerdict(rounds: readonly BoxVertexRound[], dimension: number, rank: number): BoxVertexVerdict {
  const predictedMembers = rounds.reduce((total, round) => total + round.predictedMembers, 0);
  if (predictedMembers > 0) {
    return {
      verdict: 'predicted-members',
      reason: `${predictedMembers} points have far more coordinates at the ends of their range than vertices in random directions`,
    };
  }
  const [first] = rounds;
  if (first === undefined) return { verdict: 'cannot-tell', reason: 'no round came to its end' };
  // Of the others no threshold was a test, and points may be above it.
  const powerful = rounds.filter((round) => hasPower(round, dimension));
  if (powerful.length > 0) {
    const threshold = Math.floor(Math.max(...powerful.map((round) => round.threshold)));
    return {
      verdict: 'none-stands-out',
      reason: `in ${powerful.length} of ${rounds.length} rounds a point with more than ${threshold} of its ${dimension} coordinates at the ends of its range would have stood out of vertices in random directions, and there was none`,
    };
  }
  const reasons = [
    ...(first.chance < leastChance ? [`random directions lead to only ${first.chance} vertices`] : []),
    ...(first.threshold >= dimension
      ? [
          `a point would need more than ${Math.floor(first.threshold)} coordinates at the ends of its range, and has only ${dimension}`,
        ]
      : []),
    ...(isShared(first)
      ? [`random directions lead to the same points, ${first.shared} of their ${first.chance} vertices`]
      : []),
  ];
  return {
    verdict: 'cannot-tell',
    reason: `the span of ${rank} directions has too few vertices to compare with: ${reasons.join('; ')}. Samples may be among the points, and no number here says so`,
  };
}

/** Whether a round would accept a point that has every coordinate at an end, by a law of enough vertices that are not the judged points. */
function hasPower(round: BoxVertexRound, dimension: number): boolean {
  return round.chance >= leastChance && round.threshold < dimension && !isShared(round);
}

function isShared({ shared, chance }: BoxVertexRound): boolean {
  return 2 * shared > chance;
}
