import type { VertexBounds } from './vertex-bounds.ts';

/** Probability of each coordinate of a sample to be at a bound of the box. */
export interface BoundProbabilities {
  /** [d] at the low bound */
  readonly low: Float64Array;
  /** [d] at the high bound */
  readonly high: Float64Array;
}

/** Limits of the probabilities: no bound is ever certain or impossible. */
const least = { low: 0.02, high: 0.005 };
const most = { low: 0.96, high: 0.6, share: 0.9 };

/** Probabilities of the bounds, from points that may be samples and from the mean of the samples.
 *
 * Let m_j be the mean of coordinate j as a share of its range, mu the average of all values above the low bound, and
 * h the share of those at the high bound. Then
 *
 *     p_j(low) = 1 - m_j / mu,   p_j(high) = h (1 - p_j(low)).
 *
 * The mean is assumed to be subtracted from the data where 0 is inside the box, as with {@link meanBox}: then it is
 * at 0. Otherwise m is the mean of the points.
 *
 * @param points  [n][d], n > 0, within the range
 * @param range   the box without slack
 * @param within  share of the width within which a coordinate counts as at a bound
 */
export function boundProbabilities(
  points: readonly Float64Array[],
  { low, high }: VertexBounds,
  within: number,
): BoundProbabilities {
  const d = low.shape[0]!;
  const share = (value: number, j: number) => {
    const width = high.data[j]! - low.data[j]!;
    return width > 0 ? (value - low.data[j]!) / width : 0;
  };
  const aboveLow = { count: 0, value: 0, high: 0 };
  const average = new Float64Array(d);
  for (const point of points) {
    for (const [j, value] of point.entries()) {
      const at = share(value, j);
      average[j]! += at / points.length;
      if (at <= within) continue;
      aboveLow.count++;
      aboveLow.value += at;
      if (at >= 1 - within) aboveLow.high++;
    }
  }
  const isCentred = low.data.some((value, j) => value < 0 && high.data[j]! > 0);
  const mu = aboveLow.count === 0 ? 1 : aboveLow.value / aboveLow.count;
  const h = aboveLow.count === 0 ? 0 : Math.min(aboveLow.high / aboveLow.count, most.share);
  const probabilities = { low: new Float64Array(d), high: new Float64Array(d) };
  for (let j = 0; j < d; j++) {
    const mean = isCentred ? share(0, j) : average[j]!;
    probabilities.low[j] = Math.min(Math.max(1 - mean / mu, least.low), most.low);
    probabilities.high[j] = Math.min(Math.max(h * (1 - probabilities.low[j]!), least.high), most.high);
  }
  return probabilities;
}
