/** A direction of signal, as it was before noise was added. */
export interface SpikedDirection {
  /** Singular value of the signal alone. */
  readonly strength: number;
  /** Squared cosine of the right singular vector that was found with that of the signal. */
  readonly alignment: number;
}

/** What a singular value of signal plus noise says of the signal, to first order in large matrices of low rank: with
 * y = value / (noise sqrt(columns)), beta = rows / columns,
 *
 *     x^2 = (y^2 - beta - 1 + sqrt((y^2 - beta - 1)^2 - 4 beta)) / 2,   strength = x noise sqrt(columns),
 *     alignment = (x^4 - beta) / (x^4 + x^2)   (right singular vectors).
 *
 * @param value  singular value; at or below the noise edge both answers are 0
 * @param noise  standard deviation of the entries, at least 0
 * @see Benaych-Georges and Nadakuditi 2012, The singular values and vectors of low rank perturbations of large rectangular
 *   random matrices, arXiv:1103.2221
 * @example spikedDirection(3, 1, 1, 1) // => { strength: 2.618, alignment: 0.854 }
 */
export function spikedDirection(value: number, noise: number, rows: number, columns: number): SpikedDirection {
  if (noise === 0) return { strength: value, alignment: value > 0 ? 1 : 0 };
  const unit = noise * Math.sqrt(columns);
  const beta = rows / columns;
  const excess = (value / unit) ** 2 - beta - 1;
  // Noise that is too small to count.
  if (excess ** 2 === Number.POSITIVE_INFINITY) return { strength: value, alignment: 1 };
  if (!(excess > 2 * Math.sqrt(beta))) return { strength: 0, alignment: 0 };
  const square = (excess + Math.sqrt(excess ** 2 - 4 * beta)) / 2;
  return { strength: unit * Math.sqrt(square), alignment: (square - beta / square) / (square + 1) };
}
