import { type Box, boundAt } from '@noprior/kkt-loss';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Bounds of every coordinate. */
export interface VertexBounds {
  /** [d] */
  readonly low: HostTensor;
  /** [d] */
  readonly high: HostTensor;
}

/** Bounds of every coordinate, those of a box with its width times the slack added at either end.
 *
 * @param box  two numbers, or [d] each
 */
export function vertexBounds({ low, high }: Box, slack: number, d: number): VertexBounds {
  const room = (j: number) => slack * (boundAt(high, j) - boundAt(low, j));
  return {
    low: makeHostTensor(
      Float64Array.from({ length: d }, (_, j) => boundAt(low, j) - room(j)),
      [d],
    ),
    high: makeHostTensor(
      Float64Array.from({ length: d }, (_, j) => boundAt(high, j) + room(j)),
      [d],
    ),
  };
}

/** [d] the nearest point within bounds. */
export function clipToBounds(point: Float64Array, { low, high }: VertexBounds): Float64Array {
  return point.map((value, j) => Math.min(Math.max(value, low.data[j]!), high.data[j]!));
}
