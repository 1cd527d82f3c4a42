import type { VertexBounds } from './vertex-bounds.ts';

/** How likely each coordinate of a sample is to lie at the ends of the box. */
export interface EndLaw {
  /** [d] */
  readonly low: Float64Array;
  /** [d] */
  readonly high: Float64Array;
}

/** The law of the ends: no end is ever certain or out of the question. */
const least = { low: 0.02, high: 0.005 };
const most = { low: 0.96, high: 0.6, share: 0.9 };

/** The law of the ends from points that may be samples, and from the mean of the samples.
 *
 * With m_j the mean of coordinate j as a share of its range, mu the average of what is not at the low end and h the share of that at
 * the high one,
 *
 *     p_j(low) = 1 - m_j / mu,   p_j(high) = h (1 - p_j(low)).
 *
 * Data that had their mean subtracted have it at 0. That is taken to be so where 0 is inside the box, as with {@link meanBox};
 * otherwise m is the mean of the points.
 *
 * @param points  [n][d], n > 0, within the range
 * @param range   the box without slack
 * @param within  share of the range that counts as its end
 */
export function boundProbabilities(
  points: readonly Float64Array[],
  { low, high }: VertexBounds,
  within: number,
): EndLaw {
  const d = low.shape[0]!;
  const share = (value: number, j: number) => {
    const width = high.data[j]! - low.data[j]!;
    return width > 0 ? (value - low.data[j]!) / width : 0;
  };
  const sum = { lit: 0, value: 0, high: 0 };
  const average = new Float64Array(d);
  for (const point of points) {
    for (const [j, value] of point.entries()) {
      const at = share(value, j);
      average[j]! += at / points.length;
      if (at <= within) continue;
      sum.lit++;
      sum.value += at;
      if (at >= 1 - within) sum.high++;
    }
  }
  const isCentred = low.data.some((value, j) => value < 0 && high.data[j]! > 0);
  const mu = sum.lit === 0 ? 1 : sum.value / sum.lit;
  const h = sum.lit === 0 ? 0 : Math.min(sum.high / sum.lit, most.share);
  const law = { low: new Float64Array(d), high: new Float64Array(d) };
  for (let j = 0; j < d; j++) {
    const mean = isCentred ? share(0, j) : average[j]!;
    law.low[j] = Math.min(Math.max(1 - mean / mu, least.low), most.low);
    law.high[j] = Math.min(Math.max(h * (1 - law.low[j]!), least.high), most.high);
  }
  return law;
}
