import { rowOf, stackRows } from '@noprior/linear-algebra';
import { FormatError, type HostTensor, makeHostTensor, startAnew, wording } from '@noprior/tensor';
import type { AttackState } from '../attack.ts';
import type { BoundProbabilities } from './bound-probabilities.ts';
import type { DistinctVertex } from './judge-vertices.ts';

/** A point that a round found. */
export interface FoundVertex extends DistinctVertex {
  /** By how many deviations `active` is above the median of the vertices in random directions. */
  readonly zScore: number;
  readonly round: number;
  /** Whether it is predicted to be a training sample. */
  readonly predicted: boolean;
  /** Whether it was refined, and so is no vertex any more. */
  readonly refined: boolean;
}

/** What one round did. */
export interface BoxVertexRound {
  readonly round: number;
  /** Directions that were followed. */
  readonly directions: number;
  /** Different vertices that they led to, without the members that were known before. */
  readonly distinct: number;
  /** Different vertices that as many random directions led to. The null distribution is theirs. */
  readonly nullVertices: number;
  /** How many of these are among the vertices that they judge. */
  readonly sharedVertices: number;
  /** A vertex with more coordinates at bounds is predicted to be a member, if the null distribution has enough
   * vertices. */
  readonly threshold: number;
  /** New predicted members. */
  readonly predictedMembers: number;
  /** Different refined points; 0 without refinement. */
  readonly refined: number;
}

/** What a run knows between two rounds. */
export interface BoxVertexState {
  /** All points in the order in which they were found, with repetitions: of each round the predicted members, then
   * refined points, then other vertices. A round adds to the end, so that checkpoints can. */
  readonly vertices: readonly FoundVertex[];
  /** Oldest first. */
  readonly rounds: readonly BoxVertexRound[];
  /** For the refinement; known from the first round on that found a vertex. */
  readonly probabilities?: BoundProbabilities | undefined;
}

/** Before the first round. */
export const emptyState: BoxVertexState = { vertices: [], rounds: [] };

const arrayNames = { points: 'points', low: 'probabilityLow', high: 'probabilityHigh' };

/** A state as a checkpoint keeps it.
 *
 * @param dimension  coordinates of a point
 */
export function toAttackState(state: BoxVertexState, dimension: number): AttackState {
  const { vertices, rounds, probabilities } = state;
  const vector = (values: Float64Array): HostTensor => makeHostTensor(values, [dimension]);
  return {
    arrays: {
      [arrayNames.points]: stackRows(
        vertices.map(({ point }) => point),
        dimension,
      ),
      ...(probabilities === undefined
        ? {}
        : { [arrayNames.low]: vector(probabilities.low), [arrayNames.high]: vector(probabilities.high) }),
    },
    lists: { vertices: vertices.map(({ point: _, ...vertex }) => vertex), rounds },
  };
}

/** The state that a checkpoint keeps.
 *
 * @throws {FormatError} if it is not one of this attack on points of this dimension
 */
export function fromAttackState({ arrays, lists }: AttackState, dimension: number): BoxVertexState {
  const points = arrays[arrayNames.points];
  const vertices: readonly unknown[] = lists.vertices ?? [];
  const rounds: readonly unknown[] = lists.rounds ?? [];
  if (points?.shape.length !== 2 || points.shape[0] !== vertices.length || points.shape[1] !== dimension) {
    throw damaged(`no array ${arrayNames.points} of shape [${vertices.length}, ${dimension}]`);
  }
  if (!rounds.every(isRound)) throw damaged('a list of rounds that is damaged');
  if (!vertices.every(isVertex)) throw damaged('a list of vertices that is damaged');
  const [low, high] = [arrays[arrayNames.low], arrays[arrayNames.high]];
  if (low?.data.length !== high?.data.length || (low !== undefined && low.data.length !== dimension)) {
    throw damaged(`probabilities of other than ${dimension} coordinates`);
  }
  return {
    vertices: vertices.map((vertex, i) => ({ ...vertex, point: rowOf(points, i) })),
    rounds,
    probabilities: low && high && { low: Float64Array.from(low.data), high: Float64Array.from(high.data) },
  };
}

function damaged(what: string): FormatError {
  return new FormatError(wording`box-vertices: the checkpoint has ${what}; ${startAnew}`);
}

function isVertex(value: unknown): value is Omit<FoundVertex, 'point'> {
  return (
    hasFields(value, ['active', 'zScore', 'hits', 'round'], 'number') &&
    hasFields(value, ['predicted', 'refined'], 'boolean')
  );
}

function isRound(value: unknown): value is BoxVertexRound {
  const names = ['round', 'directions', 'distinct', 'nullVertices', 'sharedVertices', 'threshold'];
  return hasFields(value, [...names, 'predictedMembers', 'refined'], 'number');
}

function hasFields(value: unknown, names: readonly string[], type: 'number' | 'boolean'): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return names.every((name) => typeof fields[name] === type);
}
