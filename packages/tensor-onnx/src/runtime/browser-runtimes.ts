import { BackendUnavailableError } from '@noprior/tensor';
import type { OpenvinoLibrary } from './openvino/openvino-library.ts';
import type { RuntimeSource } from './runtime.ts';

// What `#runtimes` means to bundlers for browsers; package.json chooses. No native library is named here.

/** Throws what was thrown. With `.catch`, bundlers leave out a peer that is not installed, with a warning, in place of an error. */
function absent(cause: unknown): never {
  throw cause;
}

/** The runtime of `onnx:cpu`. */
export const cpuRuntime: RuntimeSource = {
  from: 'onnxruntime-node',
  load: () => Promise.reject(new Error('not in a browser: open onnx:webgpu or onnx:wasm instead')),
};

/** The runtime of `onnx:webgpu`. */
export const webgpuRuntime: RuntimeSource = {
  from: 'onnxruntime-web',
  load: () => import('onnxruntime-web/webgpu').catch(absent),
};

/** The runtime of `onnx:wasm`. */
export const wasmRuntime: RuntimeSource = {
  from: 'onnxruntime-web',
  load: () => import('onnxruntime-web/wasm').catch(absent),
};

/** OpenVINO is a library of the operating system. */
export async function loadOpenvino(_folder: string | undefined, backend: string): Promise<OpenvinoLibrary> {
  throw new BackendUnavailableError(`${backend}: not in a browser: open onnx:webgpu or onnx:wasm instead`);
}
