import { DomainError } from '@noprior/tensor';

/** mu of T releases of a sum with Gaussian noise, `sqrt(T) / sigma`: telling them apart with and without one sample is as hard as telling
 * N(0, 1) from N(mu, 1), and no harder if each release depends on those before it.
 *
 * @param noiseMultiplier  sigma, standard deviation of the noise in units of what one sample can change; 0 for none
 * @param steps            T
 * @returns                Infinity without noise, 0 without steps
 * @throws {DomainError} for a negative number, or steps that are no integer
 * @see Dong, Roth, Su 2019, arXiv:1905.02383, theorem 2.7 and corollary 3.3
 * @example gaussianMu(2, 100) // => 5
 */
export function gaussianMu(noiseMultiplier: number, steps: number): number {
  if (!(noiseMultiplier >= 0)) {
    throw new DomainError(`gaussianMu: noiseMultiplier must be a number from 0, got ${noiseMultiplier}`);
  }
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw new DomainError(`gaussianMu: steps must be an integer from 0, got ${steps}`);
  }
  return steps === 0 ? 0 : Math.sqrt(steps) / noiseMultiplier;
}

/** Smallest delta for which mu-GDP is (epsilon, delta)-differential privacy:
 * `Phi(-epsilon / mu + mu / 2) - e^epsilon Phi(-epsilon / mu - mu / 2)`, Phi the normal distribution function.
 *
 * @throws {DomainError} unless mu and epsilon are numbers from 0
 * @see Dong, Roth, Su 2019, arXiv:1905.02383, corollary 2.13; Balle, Wang 2018, arXiv:1805.06530, theorem 8
 * @example gaussianDelta(1, 1) // => 0.1269
 */
export function gaussianDelta(mu: number, epsilon: number): number {
  atLeastZero('gaussianDelta', 'mu', mu);
  atLeastZero('gaussianDelta', 'epsilon', epsilon);
  return Math.exp(logDelta(mu, epsilon));
}

/** Smallest epsilon for which mu-GDP is (epsilon, delta)-differential privacy, rounded up.
 *
 * @param delta  in (0, 1)
 * @returns      0 where delta alone covers it; Infinity for an infinite mu
 * @throws {DomainError} unless mu is a number from 0 and delta in (0, 1)
 * @see {@link gaussianDelta}, whose inverse it is
 * @example gaussianEpsilon(1, 1e-5) // => 4.378
 */
export function gaussianEpsilon(mu: number, delta: number): number {
  atLeastZero('gaussianEpsilon', 'mu', mu);
  checkDelta('gaussianEpsilon', delta);
  const target = Math.log(delta);
  if (mu === Number.POSITIVE_INFINITY) return mu;
  if (logDelta(mu, 0) <= target) return 0;
  let high = mu * (mu / 2 + 1);
  while (logDelta(mu, high) > target) high *= 2;
  return bisect(0, high, (epsilon) => logDelta(mu, epsilon) > target).high;
}

/** Noise for which T steps are (epsilon, delta)-differential privacy, as a multiple of what one sample can change: the inverse
 * of {@link gaussianMu} and {@link gaussianEpsilon}, rounded up.
 *
 * @param epsilon  positive
 * @param delta    in (0, 1)
 * @param steps    T, from 1
 * @returns        sigma, the `noiseMultiplier` of `trainPrivately`
 * @throws {DomainError} for numbers out of range
 * @example noiseForEpsilon(1, 1e-5, 1) // => 3.730
 */
export function noiseForEpsilon(epsilon: number, delta: number, steps: number): number {
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new DomainError(`noiseForEpsilon: epsilon must be positive and finite, got ${epsilon}`);
  }
  checkDelta('noiseForEpsilon', delta);
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new DomainError(`noiseForEpsilon: steps must be an integer from 1, got ${steps}`);
  }
  const target = Math.log(delta);
  let low = 1;
  while (logDelta(low, epsilon) > target) low /= 2;
  let high = 1;
  while (logDelta(high, epsilon) <= target) high *= 2;
  return Math.sqrt(steps) / bisect(low, high, (mu) => logDelta(mu, epsilon) <= target).low;
}

/** ln delta(epsilon), without the difference of the definition, which cancels, and without its e^epsilon, which overflows.
 *
 * With a = epsilon / mu - mu / 2 and phi the normal density, `delta = integral_0^inf phi(a + s) (1 - e^{-mu s}) ds`: every term
 * is positive. Where delta is near 1 its complement is the integral, `phi(a) (R(-a) + R(a + mu))` with Mills' ratio R.
 */
function logDelta(mu: number, epsilon: number): number {
  if (mu === 0) return Number.NEGATIVE_INFINITY;
  if (mu === Number.POSITIVE_INFINITY) return epsilon === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : 0;
  const a = epsilon / mu - mu / 2;
  if (a === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  const logDensity = -(a * a) / 2 - Math.log(2 * Math.PI) / 2;
  if (a > -2) {
    return logDensity + Math.log(integrate((s) => -Math.exp(-a * s - (s * s) / 2) * Math.expm1(-mu * s)));
  }
  return Math.log1p(-Math.exp(logDensity) * (millsRatio(-a) + millsRatio(a + mu)));
}

/** (1 - Phi(x)) / phi(x) = integral_0^inf e^{-x s - s^2 / 2} ds, for x >= 0 */
function millsRatio(x: number): number {
  return integrate((s) => Math.exp(-x * s - (s * s) / 2));
}

/** Integral over s > 0 of a smooth function that vanishes at infinity: trapezoids in t with s = exp(pi / 2 sinh t), which resolves
 * layers of any width at 0.
 *
 * @see Takahasi, Mori 1974, Publ. RIMS 9, 721-741
 */
function integrate(f: (s: number) => number): number {
  let total = 0;
  for (let node = -4.5 / spacing; node <= 3 / spacing; node++) {
    const t = node * spacing;
    const s = Math.exp((Math.PI / 2) * Math.sinh(t));
    total += f(s) * s * Math.cosh(t);
  }
  return (total * spacing * Math.PI) / 2;
}

/** Of the trapezoids: half of it gives the same to 1e-13. */
const spacing = 1 / 64;

/** Narrow an interval down to neighbouring numbers, `below` true at the low end and false at the high one. */
function bisect(low: number, high: number, below: (value: number) => boolean): { low: number; high: number } {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return { low, high };
    if (below(middle)) low = middle;
    else high = middle;
  }
}

function atLeastZero(operation: string, name: string, value: number): void {
  if (!(value >= 0)) throw new DomainError(`${operation}: ${name} must be a number from 0, got ${value}`);
}

function checkDelta(operation: string, delta: number): void {
  if (!(delta > 0 && delta < 1)) throw new DomainError(`${operation}: delta must lie between 0 and 1, got ${delta}`);
}
