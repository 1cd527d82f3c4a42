import {
  constant,
  DomainError,
  type Dtype,
  formatShape,
  type HostTensor,
  ShapeError,
  scalar,
  type Tensor,
} from '@noprior/tensor';

/** Bounds of the points on the host: numbers, or one number for each input coordinate. */
export interface Box {
  /** Number or [d] */
  readonly low: number | HostTensor;
  /** Number or [d] */
  readonly high: number | HostTensor;
}

/** Check a box against the input size d.
 *
 * @throws {ShapeError} unless its bounds are numbers or [d]
 * @throws {DomainError} unless they are finite and low <= high everywhere
 * @example checkBox({ low: -1, high: 1 }, 784)
 */
export function checkBox({ low, high }: Box, dimension: number): void {
  for (const [name, bound] of [
    ['low', low],
    ['high', high],
  ] as const) {
    if (typeof bound !== 'number' && (bound.shape.length !== 1 || bound.shape[0] !== dimension)) {
      throw new ShapeError(`box: ${name} has shape ${formatShape(bound.shape)}, expected a number or [${dimension}]`);
    }
  }
  for (let j = 0; j < dimension; j++) {
    const lowest = boundAt(low, j);
    const highest = boundAt(high, j);
    if (!Number.isFinite(lowest) || !Number.isFinite(highest) || lowest > highest) {
      throw new DomainError(
        `box: [${lowest}, ${highest}] at coordinate ${j} is not an interval; give finite bounds with low <= high`,
      );
    }
  }
}

/** A bound at coordinate j.
 *
 * @example boundAt(box.low, 0)
 */
export function boundAt(bound: number | HostTensor, j: number): number {
  return typeof bound === 'number' ? bound : bound.data[j]!;
}

/** A bound as a constant of a graph, [] or [d]. */
export function boundTensor(bound: number | HostTensor, dtype: Dtype): Tensor {
  return typeof bound === 'number' ? scalar(bound, dtype) : constant(bound, dtype);
}
