export { type OnnxCpuOptions, openOnnxCpu } from './open-onnx-cpu.ts';
export { toOnnxModel } from './to-onnx-model.ts';
