import { describePrior } from '../starts/prior.ts';
import type { EvidenceAttackConfig } from './evidence-attack-config.ts';

/** What the attacker brings along beside the weights, in sentences: those of `describePrior`, the noise, and the contrast. */
export function describeEvidencePrior({ prior, noise, contrast }: EvidenceAttackConfig, labels = 2): string[] {
  return [
    // Here the bounds are kept by clipping, and multipliers stay positive by their logarithms.
    ...describePrior({ ...prior, lambdaMin: 0 }, labels).map((sentence) => sentence.replace(' by a penalty', '')),
    `The initial first layer is taken to have a standard deviation of ${noise === 'known' ? 'known size' : noise.to}, which its flat singular values give away.`,
    contrast > 0
      ? `Pixels are believed to lie near the ends of their range, with weight ${contrast}.`
      : 'Nothing is assumed of how pixels spread over their range.',
  ];
}
