import type { BoxVertexVerdict } from '@noprior/reconstruction-attack';

/** How many points an attack by corners found, and what it says of them without knowing the truth. */
export function describeTaken(points: number, accepted: number, { verdict, reason }: BoxVertexVerdict): string {
  switch (verdict) {
    case 'predicted-members':
      return `${points} points, ${accepted} of them taken for samples and written first`;
    case 'none-stands-out':
      return `${points} points, none of which stands out enough to be taken for a sample (${reason})`;
    case 'cannot-tell':
      return `${points} points, and it cannot tell which of them are samples: ${reason}`;
  }
}
