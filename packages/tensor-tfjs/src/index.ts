export { openTfjsCpu } from './open-tfjs-cpu.ts';
export { openTfjsWasm, type TfjsWasmOptions } from './open-tfjs-wasm.ts';
