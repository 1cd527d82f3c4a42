import type { Backend } from '@noprior/tensor';
import type { KernelDevice } from '../src/kernel-device.ts';
import { makeBackend } from '../src/make-backend.ts';
import { openCpuDevice } from '../src/open-tfjs-cpu.ts';
import { openNodeDevice } from '../src/open-tfjs-node.ts';
import { openWasmDevice } from '../src/open-tfjs-wasm.ts';
import { openWebgpuDevice } from '../src/open-tfjs-webgpu.ts';

/** A build of tfjs-node outside this repository, if there is one. */
const built = process.env.NOPRIOR_TFJS_NODE;

/** Every kind of device, opened with a view of its inside. */
export const openDevice: Readonly<Record<string, () => Promise<{ device: KernelDevice }>>> = {
  'tfjs:cpu': () => openCpuDevice(),
  'tfjs:wasm': () => openWasmDevice(),
  'tfjs:webgpu': () => openWebgpuDevice(),
  'tfjs:node': () => openNodeDevice(built === undefined ? {} : { load: () => import(/* @vite-ignore */ built) }),
};

/** Open a device and the backend on it; where it cannot be opened and is not required, the test is skipped with a reason.
 *
 * @param skip  of the test's context
 */
export async function openHere(
  name: string,
  skip: (reason: string) => never,
): Promise<{ device: KernelDevice; backend: Backend }> {
  try {
    const { device } = await openDevice[name]!();
    return { device, backend: makeBackend(device, name) };
  } catch (error) {
    if (process.env.REQUIRED_BACKENDS?.split(',').includes(name)) throw error;
    return skip(`NOT RUN: ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
