import { estimateSpan } from '@noprior/first-layer-spectrum';
import type { ReluNetwork } from '@noprior/relu-models';
import { DomainError } from '@noprior/tensor';
import { type SpanRecord, spanRecord } from './span-record.ts';

/** Standard deviation of the first layer before training, from its singular values.
 *
 * @throws {DomainError} where they do not tell it; the message names the option that does
 */
export function firstLayerNoise(network: ReluNetwork): SpanRecord {
  const span = spanRecord(estimateSpan(network));
  const { noise, verdict, reason } = span;
  if (verdict === 'none' || !(noise > 0)) {
    const why = verdict === 'none' ? reason : 'there is no noise in them';
    throw new DomainError(
      `evidence: the singular values of the first layer do not tell its noise before training (${why}); if you know its standard deviation, give it as --noise S`,
    );
  }
  return span;
}
