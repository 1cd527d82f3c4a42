import type { HostModules } from './host-modules.ts';

/** What `#host` means outside of browsers; package.json chooses. */
export const host: HostModules = {
  fs: () => import('node:fs/promises'),
  path: () => import('node:path'),
  zlib: () => import('node:zlib'),
};
