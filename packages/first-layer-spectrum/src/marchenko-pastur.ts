const points = 512;

/** Law of the singular values of a matrix of independent noise. */
export interface MarchenkoPastur {
  /** Median of the singular values, for noise of standard deviation 1. */
  readonly median: number;
  /** Share of the singular values up to `value`, for noise of standard deviation 1. */
  cdf(value: number): number;
}

/** Marchenko-Pastur law of the singular values of a [rows, columns] matrix of independent entries of mean 0 and standard
 * deviation 1: the squares, divided by the longer side, have the density
 *
 *     sqrt((b - t)(t - a)) / (2 pi beta t)   on [a, b],   a, b = (1 -+ sqrt(beta))^2,   beta = shorter / longer side.
 *
 * It does not depend on the law of the entries. Integrated over an angle, in which the density is smooth, by the midpoint
 * rule: good to 1e-5.
 *
 * @param rows     at least 1
 * @param columns  at least 1
 * @see Marchenko and Pastur 1967, Distribution of eigenvalues for some sets of random matrices
 * @example marchenkoPastur(1000, 1000).median / Math.sqrt(1000) // => 0.808
 */
export function marchenkoPastur(rows: number, columns: number): MarchenkoPastur {
  const longer = Math.max(rows, columns);
  const beta = Math.min(rows, columns) / longer;
  // t = centre - radius cos(angle)
  const centre = 1 + beta;
  const radius = 2 * Math.sqrt(beta);
  const cumulative = new Float64Array(points + 1);
  for (let k = 0; k < points; k++) {
    const angle = (Math.PI * (k + 0.5)) / points;
    cumulative[k + 1] = cumulative[k]! + Math.sin(angle) ** 2 / (centre - radius * Math.cos(angle));
  }
  const total = cumulative[points]!;
  const half = cumulative.findIndex((value) => value >= total / 2);
  const before = cumulative[half - 1]!;
  const angle = (Math.PI * (half - 1 + (total / 2 - before) / (cumulative[half]! - before))) / points;
  return {
    median: Math.sqrt(longer * (centre - radius * Math.cos(angle))),
    cdf(value) {
      const cosine = (centre - value ** 2 / longer) / radius;
      const position = (points * Math.acos(Math.min(1, Math.max(-1, cosine)))) / Math.PI;
      const cell = Math.min(points - 1, Math.floor(position));
      return (cumulative[cell]! + (position - cell) * (cumulative[cell + 1]! - cumulative[cell]!)) / total;
    },
  };
}
