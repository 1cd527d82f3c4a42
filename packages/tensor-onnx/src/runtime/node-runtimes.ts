import type { OnnxRuntime, RuntimeSource } from './runtime.ts';
import { silenceTelemetry } from './silence-telemetry.ts';

// What `#runtimes` means outside of browsers; package.json chooses. Both files export the same names.

/** The runtime of `onnx:cpu`. */
export const cpuRuntime: RuntimeSource = { from: 'onnxruntime-node', load: loadNative };

/** The runtime of `onnx:webgpu`. */
export const webgpuRuntime: RuntimeSource = { from: 'onnxruntime-node', load: loadNative };

/** The runtime of `onnx:wasm`. */
export const wasmRuntime: RuntimeSource = { from: 'onnxruntime-web', load: () => import('onnxruntime-web') };

export { loadOpenvino } from './openvino/load-openvino.ts';

async function loadNative(): Promise<OnnxRuntime> {
  silenceTelemetry();
  return import('onnxruntime-node');
}
