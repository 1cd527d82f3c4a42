import type { ReluNetwork } from './network.ts';
import { type SampleLoss, sampleLosses } from './training-loss.ts';

/** The loss that a network says it was trained with, as `trainNetwork` notes it among its metadata.
 *
 * @returns `undefined` for a network that says nothing of a training; what cannot be read counts as nothing, for it is only a hint
 */
export function trainedLoss({ metadata }: Pick<ReluNetwork, 'metadata'>): SampleLoss | undefined {
  if (metadata?.training === undefined) return undefined;
  try {
    // The logistic loss goes without saying there.
    const { sampleLoss = 'logistic' }: { readonly sampleLoss?: unknown } = JSON.parse(metadata.training);
    return sampleLosses.find((loss) => loss === sampleLoss);
  } catch {
    return undefined;
  }
}
