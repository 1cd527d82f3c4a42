import type { HostModules } from './host-modules.ts';

// What `#host` means to bundlers for browsers; package.json chooses. Neither Node nor a native library is named here.

/** The host of a browser. */
export const host: HostModules = {
  webgpu: () => Promise.reject(new Error('this browser has no WebGPU: open tfjs:wasm instead')),
  util: () => Promise.reject(new Error('not in a browser: open tfjs:wasm instead')),
};
