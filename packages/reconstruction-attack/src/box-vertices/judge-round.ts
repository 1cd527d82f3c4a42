import type { Backend } from '@noprior/tensor';
import type { BoxVertexConfig } from './box-vertex-config.ts';
import type { RoundVertices } from './box-vertex-search.ts';
import type { BoxVertexRound, BoxVertexState, FoundVertex } from './box-vertex-state.ts';
import { type DistinctVertex, leastNullVertices, nullDistribution, sharedVertices } from './judge-vertices.ts';

/** Predict which points of a round are members, and add all points to the state.
 *
 * A vertex is a member if it has far more coordinates at bounds than the vertices in random directions. Refined
 * points never are.
 *
 * @param dimension  coordinates at bounds that every vertex has
 */
export async function judgeRound(
  backend: Backend,
  state: BoxVertexState,
  found: RoundVertices,
  dimension: number,
  { zScoreThreshold, sameCosine }: Pick<BoxVertexConfig, 'zScoreThreshold' | 'sameCosine'>,
): Promise<BoxVertexState> {
  const { vertices, nullVertices, refined, probabilities } = found;
  const { median, deviation } = nullDistribution(nullVertices, dimension);
  const threshold = median + zScoreThreshold * deviation;
  // Later rounds have fewer vertices of either kind, but the first members have shown that the null distribution is
  // one of chance.
  const hasMembers = state.vertices.some(({ predicted }) => predicted);
  const hasDistribution = hasMembers || nullVertices.length >= leastNullVertices;
  const isMember = (vertex: DistinctVertex) => hasDistribution && vertex.active > threshold;
  const round = state.rounds.length;
  const judged = (vertex: DistinctVertex, predicted: boolean, isRefined: boolean): FoundVertex => ({
    ...vertex,
    round,
    zScore: (vertex.active - median) / deviation,
    predicted,
    refined: isRefined,
  });
  const members = vertices.filter(isMember).map((vertex) => judged(vertex, true, false));
  const account: BoxVertexRound = {
    round,
    directions: found.directions,
    distinct: vertices.length,
    nullVertices: nullVertices.length,
    sharedVertices: await sharedVertices(backend, nullVertices, vertices, sameCosine),
    threshold,
    predictedMembers: members.length,
    refined: refined.length,
  };
  return {
    vertices: [
      ...state.vertices,
      ...members,
      ...refined.map((vertex) => judged(vertex, false, true)),
      ...vertices.filter((vertex) => !isMember(vertex)).map((vertex) => judged(vertex, false, false)),
    ],
    rounds: [...state.rounds, account],
    probabilities,
  };
}
