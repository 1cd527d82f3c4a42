import { DomainError } from '@noprior/tensor';

// A gamma law with the first three moments of the Tracy-Widom law (Chiani 2014, table 1).
const shape = 46.446;
const scale = 0.186054;
const shift = 9.84801;

/** Quantile of the Tracy-Widom law of order 1, that of the largest singular value of real noise, from the gamma law with its
 * first three moments: within 0.01 from probability 0.5 to 0.999.
 *
 * @param probability  in (0, 1)
 * @throws {DomainError} for a probability outside (0, 1)
 * @see Chiani 2014, Distribution of the largest eigenvalue for real Wishart and Gaussian random matrices, arXiv:1209.3394
 * @example tracyWidomQuantile(0.99) // => 2.02
 */
export function tracyWidomQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new DomainError(`tracyWidomQuantile: the probability must be in (0, 1), got ${probability}`);
  }
  let [low, high] = [0, 8 * shape];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (gammaCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return high * scale - shift;
}

/** Regularised incomplete gamma function P(shape, x), by its power series. */
function gammaCdf(x: number): number {
  if (x === 0) return 0;
  let term = 1 / shape;
  let total = term;
  for (let k = 1; k < 2000 && term > 1e-17 * total; k++) {
    term *= x / (shape + k);
    total += term;
  }
  // Stirling's series, exact to rounding at this shape.
  const logGamma =
    (shape - 0.5) * Math.log(shape) -
    shape +
    Math.log(2 * Math.PI) / 2 +
    1 / (12 * shape) -
    1 / (360 * shape ** 3) +
    1 / (1260 * shape ** 5);
  return total * Math.exp(shape * Math.log(x) - x - logGamma);
}
