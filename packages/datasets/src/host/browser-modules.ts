import { DomainError } from '@noprior/tensor';
import type { HostModules } from './host-modules.ts';

// What `#host` means to bundlers for browsers; package.json chooses. No module of Node is named here but in types.

async function refuse(): Promise<never> {
  throw new DomainError('there are no files in a browser: take generated data, or give data of your own to toDataset');
}

export const host: HostModules = {
  fs: refuse,
  path: refuse,
  zlib: refuse,
};
