import { DomainError } from '@noprior/tensor';
import { requireConfidence, requireInteger } from '../internal/checks.ts';
import type { Interval } from './interval.ts';
import { regularizedIncompleteBeta } from './regularized-incomplete-beta.ts';

/** Exact interval of a proportion: the p at which k or more, and k or fewer, of n successes each have probability
 * (1 - confidence)/2:  I_low(k, n-k+1) = alpha/2,  I_high(k+1, n-k) = 1 - alpha/2.
 *
 * @param successes  k, an integer from 0 to n
 * @param trials     n, at least 1
 * @param confidence in (0, 1). Default 0.95
 * @returns          low is 0 for k = 0, high is 1 for k = n
 * @throws {DomainError} for counts or a confidence out of range
 * @see Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404
 * @example clopperPearson(0, 20).high // => 0.1684...
 */
export function clopperPearson(successes: number, trials: number, confidence: number = 0.95): Interval {
  requireConfidence(confidence, 'clopperPearson');
  requireInteger(trials, 1, 'clopperPearson', 'trials');
  requireInteger(successes, 0, 'clopperPearson', 'successes');
  if (successes > trials) {
    throw new DomainError(`clopperPearson: successes must be at most trials, got ${successes} of ${trials}`);
  }
  const tail = (1 - confidence) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1);
  const high = successes === trials ? 1 : 1 - betaQuantile(tail, trials - successes, successes + 1);
  return { low, high, confidence, method: 'clopper-pearson' };
}

/** Quantile of Beta(a, b) by bisection down to neighbouring floating-point numbers. */
function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 1100; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (regularizedIncompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
