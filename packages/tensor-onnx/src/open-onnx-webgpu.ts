import { type Backend, BackendUnavailableError, fromNested } from '@noprior/tensor';
import { webgpuRuntime } from '#runtimes';
import type { Device } from './device/device.ts';
import { DeviceMemory } from './device/device-memory.ts';
import { DeviceQueue } from './device/device-queue.ts';
import { DeviceTransfer } from './device/device-transfer.ts';
import { makeDeviceBackend } from './device/make-device-backend.ts';
import { serialQueueOf } from './device/serial-queue.ts';
import { watchDevice } from './device/watch-device.ts';
import { webgpuEmitters } from './emit/webgpu-emitters.ts';
import { loadRuntime } from './runtime/load-runtime.ts';

/** Options of {@link openOnnxWebgpu}. */
export interface OnnxWebgpuOptions {
  /** In a browser: folder, as a URL that ends in a slash, from which `ort-wasm-simd-threaded.asyncify.wasm` is fetched; beside the
   * module by default. */
  readonly wasmPath?: string;
}

const name = 'onnx:webgpu';

const advice =
  'it needs a GPU with a Vulkan, Metal or Direct3D 12 driver; without one, a software driver can be named in VK_ICD_FILENAMES (SwiftShader comes with Chromium: vk_swiftshader_icd.json)';

/** Open ONNX Runtime on WebGPU: its own provider in onnxruntime-node, or onnxruntime-web in a browser; both are optional peers.
 * Tensors stay on the device between runs. Float32 only.
 *
 * A run is done when the device has been told what to do; {@link Backend.read} waits until it has done it.
 *
 * @throws {BackendUnavailableError} if the package is not installed or has another version, if there is no adapter, or if the
 * device computes nonsense
 * @example const backend = await openOnnxWebgpu();
 */
export async function openOnnxWebgpu({ wasmPath }: OnnxWebgpuOptions = {}): Promise<Backend> {
  const { runtime, version } = await loadRuntime(webgpuRuntime, name);
  if (wasmPath !== undefined) runtime.env.wasm.wasmPaths = wasmPath;
  const sessionOptions = { executionProviders: ['webgpu'], logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
  const serial = serialQueueOf(runtime);
  const transfer = await serial.enter(() => DeviceTransfer.open(runtime, sessionOptions, { backend: name, advice }));
  const queue = new DeviceQueue(name, serial);
  const device: Device = { name, queue, memory: new DeviceMemory(queue) };
  const { words, stop } = watchDevice(await runtime.env.webgpu.device, (reason) => queue.lose(reason));
  const backend = makeDeviceBackend({
    device,
    words: `WebGPU, ${words === '' ? '' : `${words}, `}ONNX Runtime ${version}`,
    runtime,
    transfer,
    sessionOptions,
    rules: webgpuEmitters,
    onDispose: stop,
  });
  const sent = fromNested([1, -2, 3], 'float32');
  const probe = await transfer.upload(device, sent);
  transfer.waitWith(device, probe);
  const { data } = await transfer.read(device, probe);
  if (data.join() === sent.data.join()) return backend;
  await backend.dispose();
  throw new BackendUnavailableError(`${name}: the device returned ${data.join()} for ${sent.data.join()}; ${advice}`);
}
