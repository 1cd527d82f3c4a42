import type { PolishResult } from '@noprior/max-margin';
import type { Outline } from './certify-network.ts';

/** What a polish did before the certificate, and how things stood before it. */
export interface PolishSummary
  extends Pick<PolishResult, 'residual' | 'kinkTolerance' | 'iterations' | 'stopped' | 'seconds'> {
  readonly before: Outline;
}
