import { DomainError } from '@noprior/tensor';

/** One point, one direction, and what the adversary tolerates. */
export interface DeltaAlmostKktInput {
  /** Multiplier of the point as in the KKT conditions, s lambda_i; >= 0 */
  readonly lambda: number;
  /** q - p of the point; >= 0 */
  readonly slack: number;
  /** y v . g, the slope of its margin along v */
  readonly slope: number;
  /** Largest slackness product that the adversary accepts; >= 0 */
  readonly delta: number;
  /** b / a, how the two halves share the way; default 1 */
  readonly ratio?: number;
}

/** Splits that an adversary who knows delta cannot reject. */
export interface DeltaAlmostKktLimit {
  /** Largest a, with b = ratio a; Infinity if there is no limit, 0 if no split passes. */
  readonly a: number;
  /** ratio a */
  readonly b: number;
  /** Smallest a that passes: above 0 where x itself has more slackness than delta and only a large split lowers the margin
   * of a half far enough; Infinity if none passes. */
  readonly least: number;
  /** If x itself passes, lambda slack <= delta, and one half stays within this distance of x, in multiples of v, on the side
   * where its margin falls, the other may go to any distance: its multiplier vanishes as fast as its margin grows.
   * delta / (lambda |slope|); Infinity without a slope. */
  readonly nearSide: number;
}

/** Delta-almost-KKT: the largest (a, b) of a split whose halves both keep `lambda' (q' - p) <= delta`:
 *
 *     lambda b / (a + b) (slack + a slope) <= delta,   lambda a / (a + b) (slack - b slope) <= delta
 *
 * For b = r a both are linear in a. Without a slope, or without a multiplier, delta gives no limit. Margins below p, which
 * an adversary can reject as well, are not part of the two inequalities: they bound the falling side by slack / |slope|.
 *
 * @throws {DomainError} for numbers that are not finite, lambda, slack or delta below 0, and a ratio that is not positive
 * @see Refael et al. 2025, arXiv:2509.21296, the delta-almost-KKT theorem
 * @example deltaAlmostKktLimit({ lambda: 2, slack: 0, slope: 0.5, delta: 1 }).a // => 2
 */
export function deltaAlmostKktLimit(input: DeltaAlmostKktInput): DeltaAlmostKktLimit {
  const { lambda, slack, slope, delta, ratio = 1 } = input;
  for (const [name, value] of Object.entries({ lambda, slack, slope, delta, ratio })) {
    const least = name === 'slope' ? Number.NEGATIVE_INFINITY : 0;
    if (!Number.isFinite(value) || value < least || (name === 'ratio' && value === 0)) {
      throw new DomainError(
        `deltaAlmostKktLimit: ${name} must be ${name === 'slope' ? 'finite' : name === 'ratio' ? 'positive and finite' : 'finite and >= 0'}, got ${value}`,
      );
    }
  }
  const allowed = lambda === 0 ? Number.POSITIVE_INFINITY : delta / lambda;
  const [shareOfFirst, shareOfSecond] = [ratio / (1 + ratio), 1 / (1 + ratio)];
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (const [share, change] of [
    [shareOfFirst, slope],
    [shareOfSecond, -ratio * slope],
  ] as const) {
    const room = allowed / share - slack; // share (slack + a change) <= allowed
    if (change > 0) most = Math.min(most, room / change);
    else if (change < 0) least = Math.max(least, room / change);
    else if (room < 0) most = Number.NEGATIVE_INFINITY;
  }
  const passes = most > 0 && most >= least;
  return {
    a: passes ? most : 0,
    b: passes ? ratio * most : 0,
    least: passes ? least : Number.POSITIVE_INFINITY,
    nearSide: slope === 0 ? Number.POSITIVE_INFINITY : allowed / Math.abs(slope),
  };
}
