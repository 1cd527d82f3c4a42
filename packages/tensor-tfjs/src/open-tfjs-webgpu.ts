import type { Backend } from '@noprior/tensor';
import { host } from '#host';
import { absent, loadKernels } from './load-package.ts';
import { makeBackend } from './make-backend.ts';
import type { KernelBackend, TfjsCore } from './tfjs-modules.ts';
import { findGpu, type WebgpuModule } from './webgpu/find-gpu.ts';
import { withNavigatorGpu } from './webgpu/gpu-globals.ts';
import type { Gpu, GpuAdapterInfo, GpuDevice } from './webgpu/gpu-types.ts';
import { requestDevice } from './webgpu/request-device.ts';
import { WebgpuDevice } from './webgpu/webgpu-device.ts';

const name = 'tfjs:webgpu';

/** Options of {@link openTfjsWebgpu}. */
export interface TfjsWebgpuOptions {
  /** A GPU object of WebGPU, instead of `navigator.gpu` or the one that the npm package webgpu makes. */
  readonly gpu?: Gpu;
}

/** @tensorflow/tfjs-backend-webgpu. */
export interface TfjsWebgpuModule {
  readonly WebGPUBackend: new (device: never, adapterInfo: never) => KernelBackend;
}

/** Imports of {@link openTfjsWebgpu}, for tests. */
export interface TfjsWebgpuImports {
  readonly core: () => Promise<TfjsCore>;
  readonly kernels: () => Promise<TfjsWebgpuModule>;
  readonly webgpu: () => Promise<WebgpuModule>;
}

const installed: TfjsWebgpuImports = {
  core: () => import('@tensorflow/tfjs-core').catch(absent),
  kernels: () => import('@tensorflow/tfjs-backend-webgpu').catch(absent),
  webgpu: host.webgpu,
};

/** Open TensorFlow.js on WebGPU (@tensorflow/tfjs-core and @tensorflow/tfjs-backend-webgpu, optional peers), in a browser or, with
 * the optional peer webgpu, in Node: float32, on a device of its own.
 *
 * In Node the global objects GPUBuffer, GPUBufferUsage, GPUExternalTexture, GPUMapMode, GPUTexture and GPUTextureUsage are
 * defined where they are missing, and stay.
 *
 * @throws {BackendUnavailableError} if a package is missing or of another version, or there is no adapter
 * @example const backend = await openTfjsWebgpu();
 */
export async function openTfjsWebgpu(options: TfjsWebgpuOptions = {}): Promise<Backend> {
  const { device, info, version } = await openWebgpuDevice(options);
  return makeBackend(device, `${describe(info)}, WebGPU, TensorFlow.js ${version}`);
}

/** @internal */
export async function openWebgpuDevice(
  { gpu: given }: TfjsWebgpuOptions = {},
  imports: TfjsWebgpuImports = installed,
): Promise<{ device: WebgpuDevice; gpuDevice: GpuDevice; info: GpuAdapterInfo; version: string }> {
  const { core, module } = await loadKernels(name, {
    registered: 'webgpu',
    packageName: '@tensorflow/tfjs-backend-webgpu',
    loadCore: imports.core,
    load: imports.kernels,
    version: () => undefined,
  });
  const gpu = await findGpu(name, given, imports.webgpu);
  const { device: gpuDevice, info } = await requestDevice(name, gpu);
  const backend: KernelBackend = withNavigatorGpu(gpu, () =>
    Reflect.construct(module.WebGPUBackend, [gpuDevice, info]),
  );
  // Small tensors would be computed in JavaScript, with other roundings and other rules for NaN than the GPU's.
  Object.defineProperty(backend, 'shouldExecuteOnCPU', { value: () => false });
  const { maxBufferSize, maxStorageBufferBindingSize } = gpuDevice.limits;
  const traits = {
    explicitTransposes: true,
    sumBlock: 8192,
    keepsNaN: false,
    shaderMath: true,
    castIsView: true,
    maxTensorBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
  };
  const onClose = (): void => {
    backend.dispose();
    gpuDevice.destroy();
  };
  const device = new WebgpuDevice({ name, kernels: 'webgpu', traits, core, backend, onClose }, gpu, gpuDevice);
  return { device, gpuDevice, info, version: core.version_core };
}

/** Vendor, architecture and description, as far as the adapter tells them. */
function describe({ vendor, architecture, device, description }: GpuAdapterInfo): string {
  const words = [vendor, architecture, description === '' ? device : description].filter((word) => word !== '');
  return words.length === 0 ? 'unnamed adapter' : words.join(' ');
}
