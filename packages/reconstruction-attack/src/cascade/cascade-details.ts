import type { BoxVertexDetails } from '../box-vertices/box-vertex-details.ts';

/** One of the two searches by evidence. */
export interface CascadeSearch {
  readonly from: 'vertices' | 'draws';
  /** Candidates that it returned. */
  readonly candidates: number;
  /** Evidence of the newest record, lower is better; `null` before there is one. */
  readonly value: number | null;
  readonly fit: number | null;
  readonly occam: number | null;
  readonly iterations: number;
  /** Whether it came to its end. */
  readonly isFinished: boolean;
}

/** What a run of `cascade` reports beside its points, as JSON: the details of its first stage, and the searches in
 * the order of the points. */
export interface CascadeDetails extends BoxVertexDetails {
  readonly searches: readonly CascadeSearch[];
}
