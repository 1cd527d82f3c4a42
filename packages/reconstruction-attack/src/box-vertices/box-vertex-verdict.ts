import type { BoxVertexRound } from './box-vertex-state.ts';
import { leastNullVertices } from './judge-vertices.ts';

/** What decided a verdict on points, with the numbers that did. */
export type BoxVertexReason =
  /** Points have far more coordinates at bounds than vertices in random directions. */
  | { readonly code: 'members-predicted'; readonly predictedMembers: number }
  /** No round was completed. */
  | { readonly code: 'no-round' }
  /** In `powerful` of `rounds` rounds a point with more than `threshold` of its coordinates at bounds would have
   * stood out, and there was none. */
  | {
      readonly code: 'none-above-threshold';
      readonly powerful: number;
      readonly rounds: number;
      readonly threshold: number;
      readonly dimension: number;
    }
  /** Random directions lead to too few vertices to judge by. */
  | { readonly code: 'few-null-vertices'; readonly nullVertices: number }
  /** No point can have more than `threshold` coordinates at bounds: it has `dimension`. */
  | { readonly code: 'threshold-out-of-reach'; readonly threshold: number; readonly dimension: number }
  /** Most vertices in random directions are among the points that they judge. */
  | { readonly code: 'shared-vertices'; readonly sharedVertices: number; readonly nullVertices: number };

/** What the attack concludes of its points without knowing the truth. */
export interface BoxVertexVerdict {
  /** `predicted-members`: some points are predicted to be samples. `none-stands-out`: none is, though a sample with
   * enough coordinates at bounds would have been. `cannot-tell`: no point could have been, so samples may be among
   * the points. */
  readonly verdict: 'predicted-members' | 'none-stands-out' | 'cannot-tell';
  /** What decided it; each reason is enough. */
  readonly because: readonly BoxVertexReason[];
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
 */
export function boxVertexVerdict(rounds: readonly BoxVertexRound[], dimension: number): BoxVertexVerdict {
  const predictedMembers = rounds.reduce((total, round) => total + round.predictedMembers, 0);
  if (predictedMembers > 0) {
    return { verdict: 'predicted-members', because: [{ code: 'members-predicted', predictedMembers }] };
  }
  const [first] = rounds;
  if (first === undefined) return { verdict: 'cannot-tell', because: [{ code: 'no-round' }] };
  // In the other rounds the threshold tested nothing, and points may be above it.
  const powerful = rounds.filter((round) => whyPowerless(round, dimension).length === 0);
  if (powerful.length > 0) {
    const threshold = Math.floor(Math.max(...powerful.map((round) => round.threshold)));
    const counts = { powerful: powerful.length, rounds: rounds.length };
    return {
      verdict: 'none-stands-out',
      because: [{ code: 'none-above-threshold', ...counts, threshold, dimension }],
    };
  }
  return { verdict: 'cannot-tell', because: whyPowerless(first, dimension) };
}

/** Why a round would not predict a point with every coordinate at a bound, by a null distribution of enough vertices
 * other than the judged ones; nothing if it would. */
function whyPowerless(round: BoxVertexRound, dimension: number): BoxVertexReason[] {
  const { nullVertices, sharedVertices } = round;
  const threshold = Math.floor(round.threshold);
  return [
    ...(nullVertices < leastNullVertices ? [{ code: 'few-null-vertices', nullVertices } as const] : []),
    ...(threshold >= dimension ? [{ code: 'threshold-out-of-reach', threshold, dimension } as const] : []),
    ...(2 * sharedVertices > nullVertices ? [{ code: 'shared-vertices', sharedVertices, nullVertices } as const] : []),
  ];
}
