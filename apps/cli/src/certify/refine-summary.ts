import type { RefineResult } from '@noprior/max-margin';
import type { KktSummary } from './certify-network.ts';

/** What a polish did before the certificate, and how things stood before it. */
export interface RefineSummary
  extends Pick<RefineResult, 'residual' | 'kinkTolerance' | 'iterations' | 'ended' | 'seconds'> {
  readonly before: KktSummary;
}
