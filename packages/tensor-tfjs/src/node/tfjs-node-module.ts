import type { Value } from '../tfjs-modules.ts';

/** The part of @tensorflow/tfjs-node that this package uses; it re-exports the tfjs-core that its kernels belong to. */
export interface TfjsNodeModule {
  /** By package: `tfjs-core`, `tfjs-node`, ... */
  readonly version: Readonly<Record<string, string>>;
  engine(): TfjsEngine;
  memory(): { readonly numTensors: number };
  getBackend(): string;
  /** Takes effect at once for a backend that is open already. */
  setBackend(name: string): Promise<boolean>;
  tensor(values: Float32Array, shape: number[], dtype: 'float32'): NodeTensor;
}

/** A tensor of tfjs. */
export interface NodeTensor extends Value {
  data(): Promise<unknown>;
  dispose(): void;
}

/** The engine of tfjs. */
export interface TfjsEngine {
  /** Takes the name of a kernel, its inputs and its attributes. */
  readonly runKernel: (...args: never[]) => unknown;
  /** Exempt a tensor from the `tidy` around the caller. */
  keep(tensor: NodeTensor): NodeTensor;
}

/** Whether something is the module, as far as can be seen. */
export function isTfjsNodeModule(candidate: unknown): candidate is TfjsNodeModule {
  const names = ['version', 'engine', 'getBackend', 'setBackend', 'tensor'];
  return typeof candidate === 'object' && candidate !== null && names.every((name) => name in candidate);
}

/** Whether what a kernel gave is one tensor. */
export function isNodeTensor(candidate: unknown): candidate is NodeTensor {
  return typeof candidate === 'object' && candidate !== null && 'dataId' in candidate && 'dispose' in candidate;
}
