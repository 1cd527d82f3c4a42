import { type Backend, BackendUnavailableError, DomainError } from '@noprior/tensor';
import { absent, firstLine, loadKernels } from './load-package.ts';
import { makeBackend } from './make-backend.ts';
import type { RegisteredDevice } from './registered-device.ts';
import type { KernelBackend, TfjsCore, TfjsWasmModule } from './tfjs-modules.ts';
import { WasmDevice } from './wasm/wasm-device.ts';

const name = 'tfjs:wasm';

/** Options of {@link openTfjsWasm}. */
export interface TfjsWasmOptions {
  /** Threads at most; by default one for each core. Only a cross-origin isolated page has more than one. */
  readonly threads?: number;
  /** Folder of the `.wasm` files, with a slash at its end: a URL, or a path in Node. By default they are looked for beside
   * the script in a browser, and inside the package in Node. */
  readonly wasmPath?: string;
}

/** Imports of {@link openTfjsWasm}, for tests. */
export interface TfjsWasmImports {
  readonly core: () => Promise<TfjsCore>;
  readonly wasm: () => Promise<TfjsWasmModule>;
}

const installed: TfjsWasmImports = {
  core: () => import('@tensorflow/tfjs-core').catch(absent),
  wasm: () => import('@tensorflow/tfjs-backend-wasm').catch(absent),
};

/** Open TensorFlow.js on WebAssembly (@tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm, optional peers): float32, with
 * SIMD where the engine has it, with threads in a cross-origin isolated page.
 *
 * tfjs has one WebAssembly instance for the whole page or process. Every backend opened here shares it, and `dispose` frees
 * what was made through this backend, not the instance.
 *
 * @throws {BackendUnavailableError} if a package is missing or of another version, or the .wasm file cannot be loaded
 * @throws {DomainError} unless `threads` is an integer from 1, or if tfjs already runs with more
 * @example const backend = await openTfjsWasm({ wasmPath: '/assets/' });
 */
export async function openTfjsWasm(options: TfjsWasmOptions = {}): Promise<Backend> {
  const { device, description } = await openWasmDevice(options);
  return makeBackend(device, description);
}

/** @internal */
export async function openWasmDevice(
  { threads, wasmPath }: TfjsWasmOptions = {},
  imports: TfjsWasmImports = installed,
): Promise<{ device: RegisteredDevice; description: string }> {
  if (threads !== undefined && (!Number.isSafeInteger(threads) || threads < 1)) {
    throw new DomainError(`openTfjsWasm: threads must be an integer from 1, got ${threads}`);
  }
  const { core, module } = await loadKernels(name, {
    registered: 'wasm',
    packageName: '@tensorflow/tfjs-backend-wasm',
    loadCore: imports.core,
    load: imports.wasm,
    version: ({ version_wasm }) => version_wasm,
  });
  const backend = await sharedInstance(core, module, () => {
    if (wasmPath !== undefined) module.setWasmPaths(wasmPath);
    if (threads !== undefined) module.setThreadsCount(threads);
  });
  const running = module.getThreadsCount();
  if (threads !== undefined && running > threads) {
    throw new DomainError(
      `openTfjsWasm: tfjs already runs with ${running} threads, got ${threads}; open it with fewer threads the first time`,
    );
  }
  const device = new WasmDevice(
    {
      name,
      kernels: 'wasm',
      traits: {
        explicitTransposes: true,
        sumBlock: 64,
        keepsNaN: false,
        shaderMath: false,
        castIsView: false,
        maxTensorBytes: 2 ** 31 - 1,
      },
      core,
      backend,
      onClose: () => {},
    },
    (bytes) => backend.wasm._free(backend.wasm._malloc(bytes)),
  );
  const description = `WebAssembly, TensorFlow.js ${core.version_core}, ${running} ${running === 1 ? 'thread' : 'threads'}`;
  return { device, description };
}

/** tfjs's own instance, made if there is none. The kernels are bound to one instance by `setupFunc`, so there cannot be two. */
async function sharedInstance(core: TfjsCore, module: TfjsWasmModule, configure: () => void): Promise<WasmBackend> {
  const { registry } = core.engine();
  if (!('wasm' in registry)) {
    const factory = core.findBackendFactory('wasm');
    if (factory === null) throw new BackendUnavailableError(`${name}: tfjs has no backend wasm; was it removed?`);
    configure();
    let made: object;
    try {
      made = await factory();
    } catch (cause) {
      throw new BackendUnavailableError(
        `${name}: the WebAssembly file of @tensorflow/tfjs-backend-wasm cannot be loaded (${reasonOf(cause)}); serve its dist/*.wasm and give their folder as wasmPath`,
        { cause },
      );
    }
    // Another call may have been faster.
    if (!('wasm' in registry)) registry.wasm = made;
  }
  const instance = registry.wasm;
  if (!(instance instanceof module.BackendWasm) || !isWasmBackend(instance)) {
    throw new BackendUnavailableError(
      `${name}: the backend that tfjs calls wasm is not that of @tensorflow/tfjs-backend-wasm`,
    );
  }
  for (const { setupFunc } of core.getKernelsForBackend('wasm')) setupFunc?.(instance);
  refuseNull(instance);
  return instance;
}

interface WasmBackend extends KernelBackend {
  readonly wasm: { _malloc: (bytes: number) => number; readonly _free: (address: number) => void };
}

function isWasmBackend(instance: object): instance is WasmBackend {
  return (
    'wasm' in instance && typeof instance.wasm === 'object' && instance.wasm !== null && '_malloc' in instance.wasm
  );
}

/** tfjs does not look whether memory was there: it would write to address 0. */
function refuseNull({ wasm }: WasmBackend): void {
  if (checked in wasm) return;
  Object.defineProperty(wasm, checked, { value: true });
  // The first call replaces the function in place, so it comes first.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new DomainError(
        `${name}: no room for ${bytes} more bytes in the memory of WebAssembly; release tensors, or use smaller batches`,
      );
    }
    return address;
  };
}

/** Marks an instance whose allocations are checked already. */
const checked = 'nopriorChecked';

/** tfjs rejects with an object that is no Error. */
function reasonOf(cause: unknown): string {
  const isPlain = typeof cause === 'object' && cause !== null && !(cause instanceof Error) && 'message' in cause;
  return firstLine(isPlain ? cause.message : cause);
}
