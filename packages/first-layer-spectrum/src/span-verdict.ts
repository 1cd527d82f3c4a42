import { fitsNoise, leastBulk, type NoiseEstimate } from './estimate-noise.ts';

/** How much an estimate of the samples' span is worth, and why. */
export interface SpanVerdict {
  /** `clear`: a wide gap between signal and noise, so likely every sample counted, though no proof. `partial`: samples
   * are likely to be hidden below the noise. `none`: the weights do not say. */
  readonly verdict: 'clear' | 'partial' | 'none';
  readonly reason: string;
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
  if (count < leastBulk) {
    return none(`${count} singular values are too few to separate noise from samples; ${leastBulk} are needed`);
  }
  if (noise === 0 && rank === 0) return none('all weights of the first layer are 0');
  if (bulk < leastBulk) {
    return none(
      `${rank} of ${count} singular values would be signal, which leaves too few to know the noise by: samples fill the space`,
    );
  }
  if (noise > 0 && misfit > noNoise * bulk && !fitsNoise(estimate, bulk)) {
    return none(
      'the singular values do not follow the law of noise: there are likely as many samples as dimensions or more, or the initial weights were not independent',
    );
  }
  if (rank === 0) {
    return none(
      'no singular value stands out of the noise: the initial weights are large against what training changed, or there was no training',
    );
  }
  const found = `${rank} of ${count} singular values are above the noise edge`;
  if (noise > 0 && !fitsNoise(estimate, bulk)) {
    return {
      verdict: 'partial',
      reason: `${found}, and those below it are off the law of noise: more samples are hidden there`,
    };
  }
  if (above !== undefined && above < wideGap) {
    return {
      verdict: 'partial',
      reason: `${found}, the last at ${above.toFixed(2)} times the edge: more samples may be hidden below it`,
    };
  }
  return {
    verdict: 'clear',
    reason:
      above === undefined || noise === 0
        ? `${found}, and there is no noise`
        : `${found}, the last at ${above.toFixed(2)} times the edge, and those below it follow the law of noise`,
  };
}

function none(reason: string): SpanVerdict {
  return { verdict: 'none', reason };
}
