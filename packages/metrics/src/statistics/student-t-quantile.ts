import { DomainError } from '@noprior/tensor';
import { regularizedIncompleteBeta } from './regularized-incomplete-beta.ts';

/** Quantile of Student's t distribution, by bisection of  P(|T| > t) = I_{v/(v+t^2)}(v/2, 1/2).
 *
 * @param probability       in (0, 1)
 * @param degreesOfFreedom  v > 0
 * @throws {DomainError} for arguments out of range
 * @see DLMF 8.17, https://dlmf.nist.gov/8.17
 * @example studentTQuantile(0.975, 4) // => 2.776...
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new DomainError(`studentTQuantile: probability must lie in (0, 1), got ${probability}`);
  }
  if (!(degreesOfFreedom > 0 && Number.isFinite(degreesOfFreedom))) {
    throw new DomainError(`studentTQuantile: degreesOfFreedom must be positive, got ${degreesOfFreedom}`);
  }
  if (probability === 0.5) return 0;
  const tail = 2 * Math.min(probability, 1 - probability);
  const outside = (t: number): number =>
    regularizedIncompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  let high = 1;
  while (outside(high) > tail && high < 1e150) high *= 2;
  let low = 0;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (outside(middle) > tail) low = middle;
    else high = middle;
  }
  const t = (low + high) / 2;
  return probability > 0.5 ? t : -t;
}
