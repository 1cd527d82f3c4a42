import { DomainError, type HostTensor, type Random } from '@noprior/tensor';

/** A law from which chance candidates are drawn, independent points around 0. */
export type RandomLaw =
  /** Every coordinate N(0, standardDeviation^2). */
  | { readonly kind: 'normal'; readonly standardDeviation: number }
  /** Uniform on the sphere of this radius. */
  | { readonly kind: 'sphere'; readonly radius: number }
  /** Every coordinate uniform on [low, high). */
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number };

/** Draw points from a law.
 *
 * @param law       where from
 * @param count     n
 * @param dimension d
 * @param random    stream to draw from; it advances
 * @returns         [n, d] float64
 * @throws {DomainError} for a negative or non-finite scale, or low > high
 * @example drawPoints({ kind: 'sphere', radius: 1 }, 500, 783, makeRandom(0))
 */
export function drawPoints(law: RandomLaw, count: number, dimension: number, random: Random): HostTensor {
  const scale = (value: number, name: string): number => {
    if (!(value >= 0 && Number.isFinite(value))) {
      throw new DomainError(`drawPoints: ${name} of the ${law.kind} law must be at least 0 and finite, got ${value}`);
    }
    return value;
  };
  switch (law.kind) {
    case 'normal':
      return random.normalTensor([count, dimension], scale(law.standardDeviation, 'standardDeviation'));
    case 'sphere':
      return random.sphereTensor(count, dimension, scale(law.radius, 'radius'));
    case 'uniform':
      if (!(law.low <= law.high && Number.isFinite(law.high - law.low))) {
        throw new DomainError(`drawPoints: the uniform law needs finite low <= high, got ${law.low} and ${law.high}`);
      }
      return random.uniformTensor([count, dimension], law.low, law.high);
  }
}
