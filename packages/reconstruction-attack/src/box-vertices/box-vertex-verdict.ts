import type { BoxVertexRound } from './box-vertex-state.ts';
import { leastNullVertices } from './judge-vertices.ts';

/** What the attack concludes of its points without knowing the truth. */
export interface BoxVertexVerdict {
  /** `predicted-members`: some points are predicted to be samples. `none-stands-out`: none is, though a sample with
   * enough coordinates at bounds would have been. `cannot-tell`: no point could have been, so samples may be among
   * the points. */
  readonly verdict: 'predicted-members' | 'none-stands-out' | 'cannot-tell';
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Verdict on the points of a run.
 *
 * A round predicts members by their z-score among vertices in random directions. In a small span there are hardly
 * any vertices but the samples themselves. Then the null distribution is that of the judged points, and its
 * threshold may be out of reach for any point. Such a round has no power: it predicts no members whether there are
 * samples or not.
 *
 * @param rounds     oldest first
 * @param dimension  d, the largest possible number of coordinates at bounds
 * @param rank       of the span
 */
export function boxVertexVerdict(rounds: readonly BoxVertexRound[], dimension: number, rank: number): BoxVertexVerdict {
  const predictedMembers = rounds.reduce((total, round) => total + round.predictedMembers, 0);
  if (predictedMembers > 0) {
    return {
      verdict: 'predicted-members',
      reason: `${predictedMembers} points have far more coordinates at bounds than vertices in random directions`,
    };
  }
  const [first] = rounds;
  if (first === undefined) return { verdict: 'cannot-tell', reason: 'no round was completed' };
  // In the other rounds the threshold tested nothing, and points may be above it.
  const powerful = rounds.filter((round) => hasPower(round, dimension));
  if (powerful.length > 0) {
    const threshold = Math.floor(Math.max(...powerful.map((round) => round.threshold)));
    return {
      verdict: 'none-stands-out',
      reason: `in ${powerful.length} of ${rounds.length} rounds a point with more than ${threshold} of its ${dimension} coordinates at bounds would have stood out, and there was none`,
    };
  }
  const reasons = [
    ...(first.nullVertices < leastNullVertices
      ? [`random directions lead to only ${first.nullVertices} vertices`]
      : []),
    ...(first.threshold >= dimension
      ? [`a point would need more than ${Math.floor(first.threshold)} coordinates at bounds, and has only ${dimension}`]
      : []),
    ...(isShared(first)
      ? [`random directions lead to the same points, ${first.sharedVertices} of their ${first.nullVertices} vertices`]
      : []),
  ];
  return {
    verdict: 'cannot-tell',
    reason: `the span of rank ${rank} has too few other vertices to compare with: ${reasons.join('; ')}. Samples may be among the points`,
  };
}

/** Whether a round would predict a point with every coordinate at a bound, by a null distribution of enough vertices
 * other than the judged ones. */
function hasPower(round: BoxVertexRound, dimension: number): boolean {
  return round.nullVertices >= leastNullVertices && round.threshold < dimension && !isShared(round);
}

function isShared({ sharedVertices, nullVertices }: BoxVertexRound): boolean {
  return 2 * sharedVertices > nullVertices;
}
