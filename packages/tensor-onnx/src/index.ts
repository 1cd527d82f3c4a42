export { type OnnxCpuOptions, openOnnxCpu } from './open-onnx-cpu.ts';
export { type OnnxWasmOptions, openOnnxWasm } from './open-onnx-wasm.ts';
export { type OnnxWebgpuOptions, openOnnxWebgpu } from './open-onnx-webgpu.ts';
export { type OpenvinoCpuOptions, openOpenvinoCpu } from './open-openvino-cpu.ts';
export { toOnnxModel } from './to-onnx-model.ts';
