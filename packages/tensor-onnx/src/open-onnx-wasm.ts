import { type Backend, DomainError, dtypes } from '@noprior/tensor';
import { wasmRuntime } from '#runtimes';
import { checkThreads } from './check-threads.ts';
import { makeHostBackend } from './host/make-host-backend.ts';
import { openOrtSession } from './host/open-ort-session.ts';
import { serializeModel } from './model/serialize-model.ts';
import { loadRuntime } from './runtime/load-runtime.ts';
import { openIdentity } from './runtime/open-identity.ts';

/** Options of {@link openOnnxWasm}. */
export interface OnnxWasmOptions {
  /** Threads inside one operation. By default ONNX Runtime decides: half the cores, at most 4, and one where a page is not
   * cross-origin isolated. */
  readonly threads?: number;
  /** Folder, as a URL that ends in a slash, from which `ort-wasm-simd-threaded.wasm` is fetched; beside the module by default. */
  readonly wasmPath?: string;
}

const name = 'onnx:wasm';

/** Open ONNX Runtime in WebAssembly (onnxruntime-web, an optional peer), in a browser or in Node.
 *
 * Threads and path hold for the whole page: the first backend that is opened decides.
 *
 * @throws {BackendUnavailableError} if onnxruntime-web is not installed or has another version, or its WebAssembly file does
 * not load
 * @throws {DomainError} unless `threads` is an integer from 1; if it is more than one in a page that is not cross-origin
 * isolated; if it is another number than that of an earlier backend
 * @example const backend = await openOnnxWasm({ threads: 2 });
 */
export async function openOnnxWasm({ threads, wasmPath }: OnnxWasmOptions = {}): Promise<Backend> {
  checkThreads(threads, 'openOnnxWasm');
  if (threads !== undefined && threads > 1 && Reflect.get(globalThis, 'crossOriginIsolated') === false) {
    throw new DomainError(
      `openOnnxWasm: ${threads} threads need a cross-origin isolated page; send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or leave threads out`,
    );
  }
  const { runtime, version } = await loadRuntime(wasmRuntime, name);
  const { wasm } = runtime.env;
  if (threads !== undefined && wasm.numThreads !== undefined && wasm.numThreads !== threads) {
    throw new DomainError(
      `openOnnxWasm: ONNX Runtime runs here with ${wasm.numThreads} threads already, asked for ${threads}; threads are set by the first backend`,
    );
  }
  if (threads !== undefined) wasm.numThreads = threads;
  if (wasmPath !== undefined) wasm.wasmPaths = wasmPath;
  const sessionOptions = { executionProviders: ['wasm'], logSeverityLevel: 4 } as const;
  const advice = 'make sure that ort-wasm-simd-threaded.wasm is served, and name its folder as wasmPath';
  const probe = await openIdentity(runtime, sessionOptions, { backend: name, advice });
  await probe.release();
  return makeHostBackend({
    name,
    device: `WebAssembly, ONNX Runtime ${version}, threads: ${wasm.numThreads ?? 1}`,
    dtypes,
    writesInPlace: false,
    open: (model) => openOrtSession(runtime, serializeModel(model), sessionOptions),
  });
}
