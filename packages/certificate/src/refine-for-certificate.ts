import { type RefineOptions, type RefineResult, refineToKkt } from '@noprior/max-margin';
import type { LabelledData, ReluNetwork } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import { type KktSummary, summarizeKkt } from './certify-network.ts';
import type { CertifyOptions } from './certify-options.ts';

/** A refinement towards KKT before a certificate, and how things stood before it. */
export interface Refinement extends RefineResult {
  readonly before: KktSummary;
}

/** Measure a network as it is, then bring it to a KKT point of its training set: a certificate of the result is about a point near the given
 * weights, and `before` says what holds of the given ones.
 *
 * @param limits  of the refinement; its final kink tolerance is that of the certificate
 * @returns       the refined network, also where `ended` says that a limit or an abort ended it
 * @throws {DomainError | ShapeError | DtypeError} as `summarizeKkt` and `refineToKkt` do
 */
export async function refineForCertificate(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: CertifyOptions,
  limits: Omit<RefineOptions, 'kinkTolerance' | 'finalKinkTolerance'>,
): Promise<Refinement> {
  const before = await summarizeKkt(backend, network, data, options);
  const { kinkTolerance } = before.kkt.clarke;
  const result = await refineToKkt(backend, network, data, { ...limits, finalKinkTolerance: kinkTolerance });
  return { ...result, before };
}
