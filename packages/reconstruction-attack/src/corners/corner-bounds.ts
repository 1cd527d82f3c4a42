import type { Box } from '@noprior/kkt-loss';
import { type HostTensor, makeHostTensor } from '@noprior/tensor';

/** Bounds of every coordinate. */
export interface CornerBounds {
  /** [d] */
  readonly low: HostTensor;
  /** [d] */
  readonly high: HostTensor;
}

/** Bounds of every coordinate, those of a box with its width times the slack added at either end.
 *
 * @param box  two numbers, or [d] each
 */
export function cornerBounds({ low, high }: Box, slack: number, d: number): CornerBounds {
  const at = (bound: number | HostTensor, j: number) => (typeof bound === 'number' ? bound : bound.data[j]!);
  const room = (j: number) => slack * (at(high, j) - at(low, j));
  return {
    low: makeHostTensor(
      Float64Array.from({ length: d }, (_, j) => at(low, j) - room(j)),
      [d],
    ),
    high: makeHostTensor(
      Float64Array.from({ length: d }, (_, j) => at(high, j) + room(j)),
      [d],
    ),
  };
}
