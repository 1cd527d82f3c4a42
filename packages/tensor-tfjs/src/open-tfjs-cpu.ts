import type { Backend } from '@noprior/tensor';
import { absent, loadKernels } from './load-package.ts';
import { makeBackend } from './make-backend.ts';
import { RegisteredDevice } from './registered-device.ts';
import type { KernelBackend, TfjsCore, TfjsCpuModule } from './tfjs-modules.ts';

const name = 'tfjs:cpu';

/** Imports of {@link openTfjsCpu}, for tests. */
export interface TfjsCpuImports {
  readonly core: () => Promise<TfjsCore>;
  readonly cpu: () => Promise<TfjsCpuModule>;
}

const installed: TfjsCpuImports = {
  core: () => import('@tensorflow/tfjs-core').catch(absent),
  cpu: () => import('@tensorflow/tfjs-backend-cpu').catch(absent),
};

/** Open TensorFlow.js on its plain JavaScript backend (@tensorflow/tfjs-core and @tensorflow/tfjs-backend-cpu, optional peers):
 * float32, one thread, runs everywhere, slow.
 *
 * @throws {BackendUnavailableError} if a package is missing or of another version
 * @example const backend = await openTfjsCpu();
 */
export async function openTfjsCpu(): Promise<Backend> {
  const { device, version } = await openCpuDevice();
  return makeBackend(device, `JavaScript, TensorFlow.js ${version}, 1 thread`);
}

/** @internal */
export async function openCpuDevice(
  imports: TfjsCpuImports = installed,
): Promise<{ device: RegisteredDevice; version: string }> {
  const { core, module } = await loadKernels(name, {
    registered: 'cpu',
    packageName: '@tensorflow/tfjs-backend-cpu',
    loadCore: imports.core,
    load: imports.cpu,
    version: ({ version_cpu }) => version_cpu,
  });
  const backend = new module.MathBackendCPU();
  greetSilently(core, backend);
  const device = new RegisteredDevice({
    name,
    kernels: 'cpu',
    // Sums are accumulated in float64; comparisons of JavaScript keep NaN.
    traits: {
      explicitTransposes: false,
      sumBlock: Number.POSITIVE_INFINITY,
      keepsNaN: true,
      shaderMath: false,
      castIsView: true,
      maxTensorBytes: 2 ** 33,
    },
    core,
    backend,
    onClose: () => backend.dispose(),
  });
  return { device, version: core.version_core };
}

/** The first write prints an advertisement of tfjs-node unless a flag is set; the flag is set for this one write. */
function greetSilently(core: TfjsCore, backend: KernelBackend): void {
  const before = core.env().getBool('PROD');
  core.env().set('PROD', true);
  try {
    backend.disposeData(backend.write(new Float32Array(1), [1], 'float32'));
  } finally {
    core.env().set('PROD', before);
  }
}
