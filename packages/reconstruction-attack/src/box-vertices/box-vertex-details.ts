import type { SpanEstimate } from '@noprior/first-layer-spectrum';
import { median } from '@noprior/metrics';
import type { BoxVertexRound, FoundVertex } from './box-vertex-state.ts';
import { type BoxVertexVerdict, boxVertexVerdict } from './box-vertex-verdict.ts';

/** What a run of `box-vertices` reports beside its points, as JSON. */
export interface BoxVertexDetails extends BoxVertexVerdict {
  /** The estimate of the samples' span. */
  readonly span: Pick<SpanEstimate, 'noise' | 'edge' | 'rank' | 'misfit' | 'verdict' | 'because'>;
  readonly rounds: readonly BoxVertexRound[];
  /** An account of each point, in the order of the candidates. */
  readonly vertices: readonly Omit<FoundVertex, 'point'>[];
  /** With a free shift: the constant that, added to each point, brings it nearest to the span of what the network
   * was trained on. */
  readonly shifts?: readonly number[];
  /** With a free shift: the median of the predicted members' shifts; `null` without members. */
  readonly shift?: number | null;
}

/** Details of a run.
 *
 * @param vertices  as reported
 * @param shifts    one for each of them, or `undefined` without a free shift
 */
export function boxVertexDetails(
  span: SpanEstimate,
  rounds: readonly BoxVertexRound[],
  vertices: readonly FoundVertex[],
  shifts: readonly number[] | undefined,
): BoxVertexDetails {
  const { noise, edge, rank, misfit, verdict, because } = span;
  const members = shifts?.filter((_, i) => vertices[i]!.predicted) ?? [];
  return {
    ...boxVertexVerdict(rounds, span.dimension),
    span: { noise, edge, rank, misfit, verdict, because },
    rounds,
    vertices: vertices.map(({ point: _, ...vertex }) => vertex),
    ...(shifts === undefined ? {} : { shifts, shift: members.length === 0 ? null : median(members) }),
  };
}
