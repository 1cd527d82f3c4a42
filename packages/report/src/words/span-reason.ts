import type { SpanReason } from '@noprior/first-layer-spectrum';

/** What decided the verdict on a span, as a clause without a point at its end. */
export function spanReason(because: SpanReason): string {
  switch (because.code) {
    case 'few-values':
      return `${because.values} singular values are too few to separate noise from samples; ${because.needed} are needed`;
    case 'zero-weights':
      return 'all weights of the first layer are 0';
    case 'samples-fill-space':
      return `${because.rank} of ${because.values} singular values would be signal, which leaves too few to know the noise by: samples fill the space`;
    case 'no-noise-law':
      return 'the singular values do not follow the law of noise: there are likely as many samples as dimensions or more, or the initial weights were not independent';
    case 'nothing-above-noise':
      return 'no singular value stands out of the noise: the initial weights are large against what training changed, or there was no training';
    case 'hidden-samples':
      return `${found(because)}, and those below it are off the law of noise: more samples are hidden there`;
    case 'narrow-gap':
      return `${found(because)}, the last at ${because.above.toFixed(2)} times the edge: more samples may be hidden below it`;
    case 'wide-gap':
      return `${found(because)}, the last at ${because.above.toFixed(2)} times the edge, and those below it follow the law of noise`;
    case 'no-noise':
      return `${found(because)}, and there is no noise`;
  }
}

function found({ rank, values }: { readonly rank: number; readonly values: number }): string {
  return `${rank} of ${values} singular values are above the noise edge`;
}
