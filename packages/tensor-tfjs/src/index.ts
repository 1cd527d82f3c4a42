export { openTfjsCpu } from './open-tfjs-cpu.ts';
export { openTfjsNode, type TfjsNodeOptions } from './open-tfjs-node.ts';
export { openTfjsWasm, type TfjsWasmOptions } from './open-tfjs-wasm.ts';
export { openTfjsWebgpu, type TfjsWebgpuOptions } from './open-tfjs-webgpu.ts';
export type { Gpu, GpuAdapter, GpuAdapterInfo, GpuDevice, GpuErrorEvent, GpuLimits } from './webgpu/gpu-types.ts';
