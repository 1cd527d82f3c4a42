import { estimateShift, estimateSpan, type SpanEstimate } from '@noprior/first-layer-spectrum';
import type { ReluNetwork } from '@noprior/relu-models';

/** What the attacker believes was added to every coordinate: a number, or what the first layer tells of it. */
export type AssumedShift = number | 'estimated';

/** The number that an attacker believes in.
 *
 * @param span  of the network; estimated if it is needed and left out
 * @throws {DomainError} if it is to be estimated and the first layer has no bias
 */
export function toShift(believed: AssumedShift, network: ReluNetwork, span?: SpanEstimate): number {
  return believed === 'estimated' ? estimateShift(network, span ?? estimateSpan(network)).shift : believed;
}
