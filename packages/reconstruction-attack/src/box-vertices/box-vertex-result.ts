import type { SpanEstimate } from '@noprior/first-layer-spectrum';
import type { HostTensor } from '@noprior/tensor';
import type { BoxVertexVerdict } from './box-vertex-verdict.ts';

/** What one round did. */
export interface BoxVertexRound {
  readonly round: number;
  /** Since the attack began. */
  readonly seconds: number;
  /** Directions that were followed. */
  readonly directions: number;
  /** Different vertices that they led to, those predictedMembers before left out. */
  readonly distinct: number;
  /** Different vertices that as many random directions led to: the law of chance is theirs. */
  readonly chance: number;
  /** How many of these are among the vertices that they judge. */
  readonly shared: number;
  /** A vertex with more active coordinates was predictedMembers in this round, if there are at least 8 vertices of chance or points were predictedMembers before. */
  readonly threshold: number;
  readonly predictedMembers: number;
  /** Different points that refinementIterations led to; 0 without it. */
  readonly refined: number;
}

/** A point that a vertex attack came upon. */
export interface BoxVertex {
  /** Number of coordinates at an end of the box. */
  readonly active: number;
  /** By how many deviations that is above the median of vertices of chance. */
  readonly zScore: number;
  /** Directions that led to it. */
  readonly hits: number;
  readonly round: number;
  readonly predictedMembers: boolean;
  /** Whether it was refined, and so is no vertex any more. */
  readonly refined: boolean;
}

/** What a vertex attack found. */
export interface BoxVertexResult {
  /** [n, d] predictedMembers points by round, then up to 200 others: refined points, those to which most directions led, by falling `hits`, then
   * vertices, by falling `zScore`. All in the box. */
  readonly x: HostTensor;
  /** [n][q] multiples of `config.free` by which the points are nearest to what the network was trained on; empty rows without any. */
  readonly moved: readonly Float64Array[];
  /** [n, d] the points with these multiples added: what the network was trained on, if they are samples. `x` itself without `config.free`. */
  readonly asTrained: HostTensor;
  /** [n] of each point. */
  readonly vertices: readonly BoxVertex[];
  /** How many of the points are predictedMembers. */
  readonly predictedMembers: number;
  /** Whether acceptance says anything, and why. */
  readonly verdict: BoxVertexVerdict['verdict'];
  readonly reason: string;
  readonly span: SpanEstimate;
  readonly rounds: readonly BoxVertexRound[];
  readonly seconds: number;
  /** `exhausted`: nothing more was found, or as many as the span has directions. */
  readonly ended: 'exhausted' | 'rounds' | 'maxSeconds' | 'aborted';
}
