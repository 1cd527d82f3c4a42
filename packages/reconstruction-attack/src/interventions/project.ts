import type { Candidates } from '@noprior/kkt-loss';
import { toHostDtype } from '@noprior/tensor';
import { fromSpanCoordinates, type SpanBasis, toSpanCoordinates } from '../span/span-coordinates.ts';
import type { CandidateChange, Intervention } from './intervention.ts';

/** Move every candidate to the nearest point of a span that the attacker takes for granted. Multipliers and the optimizer's state stay.
 * With `every: 1` each update is a projected step, in pixels, so that a box on pixels goes on to hold.
 *
 * @param span  of the network's input size
 */
export function project(span: SpanBasis): Intervention {
  return {
    apply: async (candidates: Candidates): Promise<CandidateChange> => {
      const x = toHostDtype(fromSpanCoordinates(span, toSpanCoordinates(span, candidates.x)), candidates.x.dtype);
      return { candidates: { ...candidates, x }, origin: Array.from({ length: x.shape[0]! }, (_, row) => row) };
    },
  };
}
