import type { Shape } from '@noprior/tensor';
import type { KernelAttributes, KernelInputs, Value } from './tfjs-modules.ts';

/** What the kernels of one tfjs backend do and do not do; the rest is composed. */
export interface KernelTraits {
  /** Matrix products are slow with a transposed operand: transpose it beforehand. */
  readonly explicitTransposes: boolean;
  /** Terms that one float32 sum may add up; longer axes are summed in blocks of this size. */
  readonly sumBlock: number;
  /** Relu, Maximum, Minimum and Max keep a NaN. */
  readonly keepsNaN: boolean;
  /** Exp, Log and Sigmoid are those of a shading language: inexact near 1 and arbitrary at NaN and infinity. */
  readonly shaderMath: boolean;
  /** Cast changes the name of the type, not the memory. */
  readonly castIsView: boolean;
  /** Bytes of the largest tensor. */
  readonly maxTensorBytes: number;
}

/** Memory and kernels of one open tfjs backend. A value counts as one reference to its memory, which is free again when every
 * value that shares it was freed. */
export interface KernelDevice {
  readonly name: string;
  readonly traits: KernelTraits;
  /** Number of values in use. */
  readonly live: number;
  /** Number of buffers that tfjs counts, those of its other users included. */
  buffers(): number;
  /** Frees the values of tensors that were garbage collected without being released. */
  readonly forgotten: FinalizationRegistry<Value>;
  /** Do something synchronous on the device; kernels are run nowhere else.
   * @throws {DeviceLostError} if the device is gone */
  session<T>(body: () => T): T;
  /** Run a kernel; the result is a new value. */
  run(kernel: string, inputs: KernelInputs, attributes?: KernelAttributes): Value;
  /** Copy elements to the device. */
  write(values: Float32Array, shape: Shape): Value;
  /** The same memory under another shape, as one more value. */
  view(value: Value, shape: Shape): Value;
  free(value: Value): void;
  /** Copy elements to the host.
   * @throws {DeviceLostError} if the device is gone, or reported an error since */
  read(value: Value): Promise<Float32Array>;
  /** Wait until the device is not too far behind. */
  settle(): Promise<void>;
  close(): Promise<void>;
}
