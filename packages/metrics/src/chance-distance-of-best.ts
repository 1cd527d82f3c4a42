import { type HostTensor, makeRandom } from '@noprior/tensor';
import { requireInteger } from './internal/checks.ts';
import { requireMatrix } from './internal/matrix.ts';
import { meanDistanceOfBest } from './mean-distance-of-best.ts';
import { drawPoints, type RandomLaw } from './random-law.ts';
import type { SignOption } from './sign-option.ts';
import { quantile } from './statistics/quantile.ts';

/** Options of {@link chanceDistanceOfBest}. */
export interface ChanceOptions extends SignOption {
  /** Law of the random candidates. */
  readonly law: RandomLaw;
  /** How many candidates in each repeat: as many as the attack had. */
  readonly count: number;
  /** Candidates averaged over, from 1 to count. Default 5. */
  readonly k?: number;
  /** Monte Carlo repeats, at least 2. Default 100. */
  readonly repeats?: number;
  /** Seed of the draws. */
  readonly seed: number;
}

/** Distribution of {@link meanDistanceOfBest} over random candidates. */
export interface ChanceDistance {
  readonly mean: number;
  /** Spread over repeats (divisor: repeats - 1). */
  readonly standardDeviation: number;
  /** 5 % quantile over repeats: a result below it is better than chance. */
  readonly p05: number;
  readonly p95: number;
  readonly repeats: number;
  readonly law: RandomLaw;
}

/** Chance level of {@link meanDistanceOfBest}: the same number for random candidates, by Monte Carlo.
 *
 * @param training [m, d] points
 * @returns        mean, spread and quantiles over repeats, in units of the points
 * @throws {ShapeError} unless `training` is a matrix
 * @throws {DomainError} for non-finite points, no training point, or options out of range
 * @example chanceDistanceOfBest(training, { law: { kind: 'sphere', radius: 1 }, count: 500, seed: 0 }).mean
 */
export function chanceDistanceOfBest(training: HostTensor, options: ChanceOptions): ChanceDistance {
  const { law, count, k = 5, repeats = 100, seed, signInvariant = false } = options;
  const { columns } = requireMatrix(training, 'chanceDistanceOfBest', 'training');
  requireInteger(count, 1, 'chanceDistanceOfBest', 'count');
  requireInteger(repeats, 2, 'chanceDistanceOfBest', 'repeats');
  const random = makeRandom(seed);
  const means = Float64Array.from({ length: repeats }, (_, repeat) => {
    const points = drawPoints(law, count, columns, random.fork(`chance-${repeat}`));
    return meanDistanceOfBest(points, training, k, { signInvariant }).mean;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / repeats;
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: Math.sqrt(squares / (repeats - 1)),
    p05: quantile(means, 0.05),
    p95: quantile(means, 0.95),
    repeats,
    law,
  };
}
