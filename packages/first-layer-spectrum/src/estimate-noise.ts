import { marchenkoPastur } from './marchenko-pastur.ts';
import { tracyWidomQuantile } from './tracy-widom-quantile.ts';

/** Noise in the singular values of signal plus noise. */
export interface NoiseEstimate {
  /** sigma: standard deviation of the noise; 0 where it is no more than rounding. */
  readonly noise: number;
  /** Singular values above it are signal, at the confidence that was asked for. */
  readonly edge: number;
  /** Number of singular values above `edge`. */
  readonly rank: number;
  /** Largest distance of the distribution of the other singular values from the law of noise, in singular values: 1 to 3
   * for noise, growing like the logarithm of their number. */
  readonly misfit: number;
}

/** A bulk with fewer values says nothing of the noise. */
export const leastBulk = 8;

/** Whether the singular values below the edge look like noise alone: whether their misfit is at most 0.7 + 0.85 log(bulk),
 * which 99 % of noise matrices from 8 by 8 to 400 by 400 stayed below in a simulation.
 *
 * @param bulk  number of values below the edge, at least 1
 */
export function fitsNoise({ misfit }: Pick<NoiseEstimate, 'misfit'>, bulk: number): boolean {
  return misfit <= 0.7 + 0.85 * Math.log(bulk);
}

/** Standard deviation of independent noise, and the singular values that stand out of it.
 *
 * With r values taken for signal, sigma = (median of the others) / (median of the Marchenko-Pastur law of a matrix r rows and
 * r columns smaller), and the edge is that of the largest singular value of the whole noise matrix,
 *
 *     edge^2 = sigma^2 (mu + t nu),   mu = (sqrt(q - 1) + sqrt(p))^2,
 *     nu = (sqrt(q - 1) + sqrt(p)) (1 / sqrt(q - 1) + 1 / sqrt(p))^(1/3),   p <= q the sides,
 *
 * with the Tracy-Widom quantile t. Adding signal of rank n to noise lifts at most n singular values above the largest one of
 * the noise, so if sigma is right the number above the edge is a lower estimate of n. Signal below the edge makes sigma larger.
 * r is the smallest number at which exactly r values are above the edge and the others fit the law, so that signal that
 * outnumbers the noise is found too; if there is none, the smallest at which no more than r are, or else the largest that
 * leaves a bulk.
 *
 * @param values      singular values, largest first
 * @param confidence  in (0, 1)
 * @see Gavish and Donoho 2014, The optimal hard threshold for singular values is 4/sqrt(3), arXiv:1305.5870 (median)
 * @see Johnstone 2001, On the distribution of the largest eigenvalue in principal components analysis (edge)
 */
export function estimateNoise(values: Float64Array, rows: number, columns: number, confidence: number): NoiseEstimate {
  const count = values.length;
  const unitEdge = noiseEdge(rows, columns, tracyWidomQuantile(confidence));
  // Rounding leaves noise of its own.
  const rounding = (values[0] ?? 0) * Math.max(rows, columns) * Number.EPSILON;
  let first: NoiseEstimate | undefined;
  const last = Math.max(0, count - leastBulk);
  for (let removed = 0; removed <= last; removed++) {
    const law = marchenkoPastur(rows - removed, columns - removed);
    const found = medianOf(values, removed) / law.median;
    const edge = Math.max(found * unitEdge, rounding);
    // What is no more than rounding follows no law.
    const noise = found * unitEdge > rounding ? found : 0;
    const rank = values.filter((value) => value > edge).length;
    if (rank > removed && removed < last) continue;
    let misfit = 0;
    const bulk = count - rank;
    for (let k = rank; k < count && noise > 0; k++) {
      const below = bulk * law.cdf(values[k]! / noise);
      misfit = Math.max(misfit, Math.abs(below - (count - k)), Math.abs(below - (count - k - 1)));
    }
    const estimate = { noise, edge, rank, misfit };
    if (rank === removed && fitsNoise(estimate, bulk)) return estimate;
    first ??= estimate;
  }
  return first!;
}

/** Largest singular value of noise of standard deviation 1, but for Tracy-Widom fluctuations above the quantile `t`. */
function noiseEdge(rows: number, columns: number, t: number): number {
  const [shorter, longer] = rows < columns ? [rows, columns] : [columns, rows];
  const sides = Math.sqrt(Math.max(1, longer - 1)) + Math.sqrt(shorter);
  const spread = sides * (1 / Math.sqrt(Math.max(1, longer - 1)) + 1 / Math.sqrt(shorter)) ** (1 / 3);
  return Math.sqrt(Math.max(sides ** 2 + t * spread, 0));
}

/** Median of the values from an index on. They are sorted already; `median` would sort them again for every number of removed ones. */
function medianOf(values: Float64Array, from: number): number {
  const last = from + values.length - 1;
  return (values[Math.floor(last / 2)]! + values[Math.ceil(last / 2)]!) / 2;
}
