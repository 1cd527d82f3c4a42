import type { LabelledData } from '@noprior/relu-models';
import type { Backend } from '@noprior/tensor';
import type { toCertifySettings } from './certify-options.ts';

/** What every part of a certificate works with. */
export type CertifyContext = ReturnType<typeof toCertifySettings> & {
  readonly backend: Backend;
  readonly data: LabelledData;
};
