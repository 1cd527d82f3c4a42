import type { WebgpuModule } from '../webgpu/find-gpu.ts';

/** What is there only in Node, loaded where it is needed. */
export interface HostModules {
  /** Dawn, the npm package webgpu. */
  webgpu(): Promise<WebgpuModule>;
  util(): Promise<{ readonly default: object }>;
}
