/** The part of the TensorFlow.js packages that this one uses, as plain interfaces: nothing here imports them.
 *
 * Kernels are called directly (`getKernel(name, backend).kernelFunc`), not through tfjs's engine, which is global: it has one
 * current backend, moves tensors between backends unasked, and frees what a `tidy` around the caller encloses.
 */

/** A value in the memory of a tfjs backend: what kernels take and give (TensorInfo of tfjs). */
export interface Value {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: string;
}

/** Attributes of a kernel. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** Inputs of a kernel: by name, or a list for the kernels that take any number. */
export type KernelInputs = Readonly<Record<string, Value>> | readonly Value[];

/** A kernel as tfjs registers it. */
export interface RegisteredKernel {
  /** Takes `{ inputs, attrs, backend }`. tfjs declares neither list inputs nor what a kernel asks of its backend. */
  readonly kernelFunc: (...args: never[]) => Value | Value[];
  readonly setupFunc?: (backend: object) => void;
}

/** An instance of a tfjs backend: memory, and counts of the values that share it. */
export interface KernelBackend {
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
  read(dataId: object): Promise<unknown>;
  incRef(dataId: object): void;
  disposeData(dataId: object): boolean;
  numDataIds(): number;
  dispose(): void;
}

/** @tensorflow/tfjs-core. */
export interface TfjsCore {
  readonly version_core: string;
  getKernel(kernel: string, backend: string): RegisteredKernel | undefined;
  getKernelsForBackend(backend: string): readonly RegisteredKernel[];
  findBackendFactory(backend: string): (() => object | Promise<object>) | null;
  engine(): { readonly registry: Record<string, object> };
  env(): { getBool(flag: string): boolean; set(flag: string, value: boolean): void };
}

/** @tensorflow/tfjs-backend-cpu. */
export interface TfjsCpuModule {
  readonly version_cpu: string;
  readonly MathBackendCPU: new () => KernelBackend;
}

/** @tensorflow/tfjs-backend-wasm. */
export interface TfjsWasmModule {
  readonly version_wasm: string;
  readonly BackendWasm: abstract new (...args: never[]) => object;
  setWasmPaths(prefix: string): void;
  setThreadsCount(threads: number): void;
  getThreadsCount(): number;
}
