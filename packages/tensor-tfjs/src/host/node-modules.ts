import type { HostModules } from './host-modules.ts';

/** What `#host` means outside of browsers; package.json chooses. */
export const host: HostModules = {
  webgpu: () => import('webgpu'),
  util: () => import('node:util'),
};
