import type { SpanReason } from '@noprior/first-layer-spectrum';

/** Why a first layer does not determine the span of the samples, for the message of an error.
 *
 * @param because  of a verdict `none`
 */
export function whyNoSpan(because: SpanReason): string {
  switch (because.code) {
    case 'few-values':
      return `${because.values} singular values, ${because.needed} are needed`;
    case 'zero-weights':
      return 'all its weights are 0';
    case 'samples-fill-space':
      return `${because.rank} of ${because.values} singular values would be signal: samples fill the space`;
    case 'no-noise-law':
      return 'its singular values do not follow the law of noise';
    case 'nothing-above-noise':
      return 'no singular value is above the noise: large initial weights, or no training';
    default:
      return because.code;
  }
}
