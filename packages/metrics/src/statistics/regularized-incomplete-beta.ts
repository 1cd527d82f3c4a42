import { ConvergenceError, DomainError } from '@noprior/tensor';

/** Regularised incomplete beta function  I_x(a, b),  the distribution function of Beta(a, b) at x. By the continued
 * fraction (modified Lentz), on the side of the mean where it converges fast.
 *
 * @param x in [0, 1]
 * @param a positive
 * @param b positive
 * @returns a probability in [0, 1]; relative error measured against scipy below 1e-11 for a, b up to 1000
 * @throws {DomainError} for arguments out of range
 * @throws {ConvergenceError} if the fraction has not settled after 100,000 terms (a or b beyond about 1e9)
 * @see DLMF 8.17.22, https://dlmf.nist.gov/8.17
 * @example regularizedIncompleteBeta(0.42, 1, 1) // => 0.42
 */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new DomainError(`regularizedIncompleteBeta: x must lie in [0, 1], got ${x}`);
  if (!(a > 0 && Number.isFinite(a) && b > 0 && Number.isFinite(b))) {
    throw new DomainError(`regularizedIncompleteBeta: a and b must be positive and finite, got ${a} and ${b}`);
  }
  if (x === 0 || x === 1) return x;
  const logFront = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  const front = Math.exp(logFront);
  if (x < (a + 1) / (a + b + 2)) return (front * continuedFraction(x, a, b)) / a;
  return 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) return fraction;
  }
  throw new ConvergenceError(
    `regularizedIncompleteBeta: the continued fraction at x = ${x}, a = ${a}, b = ${b} did not settle in 100000 terms`,
  );
}

/** log Gamma(z) for z > 0: the Stirling series at z + k >= 15, brought back by the recurrence. */
function logGamma(z: number): number {
  let shifted = z;
  let product = 1;
  while (shifted < 15) product *= shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360)))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
