import { fitsNoise, leastBulk, type NoiseEstimate } from './estimate-noise.ts';

/** What decided a verdict on a span, with the numbers that did. */
export type SpanReason =
  /** Fewer singular values than `needed` to separate noise from samples. */
  | { readonly code: 'few-values'; readonly values: number; readonly needed: number }
  /** All weights of the first layer are 0. */
  | { readonly code: 'zero-weights' }
  /** `rank` of the values would be signal, which leaves too few to estimate the noise by. */
  | { readonly code: 'samples-fill-space'; readonly rank: number; readonly values: number }
  /** The values do not follow the law of noise. */
  | { readonly code: 'no-noise-law' }
  /** No value is above the edge of the noise. */
  | { readonly code: 'nothing-above-noise' }
  /** `rank` values are above the edge, and those below it do not follow the law of noise. */
  | { readonly code: 'hidden-samples'; readonly rank: number; readonly values: number }
  /** The last value above the edge, `above` in units of the edge, is near to it. */
  | { readonly code: 'narrow-gap'; readonly rank: number; readonly values: number; readonly above: number }
  /** The last value above the edge is well above it, and those below it follow the law of noise. */
  | { readonly code: 'wide-gap'; readonly rank: number; readonly values: number; readonly above: number }
  /** There is no noise. */
  | { readonly code: 'no-noise'; readonly rank: number; readonly values: number };

/** How much an estimate of the samples' span is worth, and why. */
export interface SpanVerdict {
  /** `clear`: a wide gap between signal and noise, so likely every sample counted, though no proof. `partial`: samples
   * are likely to be hidden below the noise. `none`: the weights do not say. */
  readonly verdict: 'clear' | 'partial' | 'none';
  readonly because: SpanReason;
}

/** Where signal and noise count as apart: the last value above the edge, over the edge. A convention. */
const wideGap = 1.5;
/** Share of the values by which they may be off the law of noise, hidden samples included, before there is no noise. */
const noNoise = 0.1;

/** Verdict on a number of singular values above the noise.
 *
 * @param count  number of singular values
 * @param above  the last one above the edge, over the edge
 */
export function spanVerdict(estimate: NoiseEstimate, count: number, above: number | undefined): SpanVerdict {
  const { noise, rank, misfit } = estimate;
  const bulk = count - rank;
  if (count < leastBulk) return none({ code: 'few-values', values: count, needed: leastBulk });
  if (noise === 0 && rank === 0) return none({ code: 'zero-weights' });
  if (bulk < leastBulk) return none({ code: 'samples-fill-space', rank, values: count });
  if (noise > 0 && misfit > noNoise * bulk && !fitsNoise(estimate, bulk)) return none({ code: 'no-noise-law' });
  if (rank === 0) return none({ code: 'nothing-above-noise' });
  const found = { rank, values: count };
  if (noise > 0 && !fitsNoise(estimate, bulk)) {
    return { verdict: 'partial', because: { code: 'hidden-samples', ...found } };
  }
  if (above !== undefined && above < wideGap) {
    return { verdict: 'partial', because: { code: 'narrow-gap', ...found, above } };
  }
  if (above === undefined || noise === 0) return { verdict: 'clear', because: { code: 'no-noise', ...found } };
  return { verdict: 'clear', because: { code: 'wide-gap', ...found, above } };
}

function none(because: SpanReason): SpanVerdict {
  return { verdict: 'none', because };
}
