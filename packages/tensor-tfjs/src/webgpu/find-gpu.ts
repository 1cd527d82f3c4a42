import { loadPackage } from '../load-package.ts';
import { defineGpuGlobals, hasGpuGlobals } from './gpu-globals.ts';
import type { Gpu } from './gpu-types.ts';

/** The npm package webgpu: Dawn for Node. */
export interface WebgpuModule {
  create(options: string[]): Gpu;
  readonly globals: object;
}

/** The WebGPU of the browser if there is one, otherwise Dawn; and the globals that tfjs needs beside it.
 *
 * @param given  used instead; its globals are still looked for
 * @throws {BackendUnavailableError} if the package webgpu is needed and missing
 */
export async function findGpu(
  backend: string,
  given: Gpu | undefined,
  load: () => Promise<WebgpuModule>,
): Promise<Gpu> {
  const native = given ?? navigatorGpu();
  if (native !== undefined && hasGpuGlobals()) return native;
  const { create, globals } = await loadPackage(backend, 'webgpu', load);
  defineGpuGlobals(globals);
  return native ?? create([]);
}

function navigatorGpu(): Gpu | undefined {
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof navigator !== 'object' || navigator === null || !('gpu' in navigator)) return undefined;
  return isGpu(navigator.gpu) ? navigator.gpu : undefined;
}

function isGpu(candidate: unknown): candidate is Gpu {
  return typeof candidate === 'object' && candidate !== null && 'requestAdapter' in candidate;
}
