import type { RuntimeSource } from './runtime.ts';

// What `#runtimes` means to bundlers for browsers; package.json chooses. No native library is named here.

/** The runtime of `onnx:cpu`. */
export const cpuRuntime: RuntimeSource = {
  from: 'onnxruntime-node',
  load: () => Promise.reject(new Error('not in a browser: open onnx:webgpu or onnx:wasm instead')),
};

/** The runtime of `onnx:webgpu`. */
export const webgpuRuntime: RuntimeSource = { from: 'onnxruntime-web', load: () => import('onnxruntime-web/webgpu') };

/** The runtime of `onnx:wasm`. */
export const wasmRuntime: RuntimeSource = { from: 'onnxruntime-web', load: () => import('onnxruntime-web/wasm') };
