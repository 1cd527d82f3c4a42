import { fromSpanCoordinates, type SpanBasis, toSpanCoordinates } from '@noprior/first-layer-spectrum';
import type { Candidates } from '@noprior/kkt-loss';
import { toHostDtype } from '@noprior/tensor';
import { everyRow } from './candidate-rows.ts';
import type { CandidateChange, CandidateUpdate } from './candidate-update.ts';

/** Move every candidate to the nearest point of a span that the attacker takes for granted. Multipliers and the
 * optimizer's state stay. Steps are taken in pixels in between, so that a box on pixels holds as before, which in
 * coordinates of the span ({@link spanReduction}) it cannot. What the last update led to is off the span again:
 * project the result, too, where that matters.
 *
 * @param span  of the network's input size; the attack fails with a ShapeError otherwise
 */
export function project(span: SpanBasis): CandidateUpdate {
  return {
    apply: async (candidates: Candidates): Promise<CandidateChange> => {
      const x = toHostDtype(fromSpanCoordinates(span, toSpanCoordinates(span, candidates.x)), candidates.x.dtype);
      return { candidates: { ...candidates, x }, origin: everyRow(x.shape[0]!) };
    },
  };
}
