import type { BoxVertexReason, BoxVertexVerdict } from '@noprior/reconstruction-attack';

/** What decided the verdict on vertices of the box, as a clause without a point at its end.
 *
 * @param rank  of the span
 */
export function boxVertexReason({ verdict, because }: BoxVertexVerdict, rank: number): string {
  const reasons = because.map(describe).join('; ');
  const isUncompared = verdict === 'cannot-tell' && because.every(({ code }) => code !== 'no-round');
  return isUncompared
    ? `the span of rank ${rank} has too few other vertices to compare with: ${reasons}. Samples may be among the points`
    : reasons;
}

function describe(reason: BoxVertexReason): string {
  switch (reason.code) {
    case 'members-predicted':
      return `${reason.predictedMembers} points have far more coordinates at bounds than vertices in random directions`;
    case 'no-round':
      return 'no round was completed';
    case 'none-above-threshold':
      return `in ${reason.powerful} of ${reason.rounds} rounds a point with more than ${reason.threshold} of its ${reason.dimension} coordinates at bounds would have stood out, and there was none`;
    case 'few-null-vertices':
      return `random directions lead to only ${reason.nullVertices} vertices`;
    case 'threshold-out-of-reach':
      return `a point would need more than ${reason.threshold} coordinates at bounds, and has only ${reason.dimension}`;
    case 'shared-vertices':
      return `random directions lead to the same points, ${reason.sharedVertices} of their ${reason.nullVertices} vertices`;
  }
}
