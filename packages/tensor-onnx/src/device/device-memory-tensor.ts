import { type DeviceTensor, DomainError, type Dtype, type Shape } from '@noprior/tensor';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Device } from './device.ts';
import type { RefCountedSession } from './ref-counted-session.ts';

/** Tensor in the memory of a device, until it is given up. One without elements has no buffer. */
export class DeviceMemoryTensor implements DeviceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype = 'float32';
  readonly #device: Device;
  #state: { readonly buffer: OrtTensor | undefined } | undefined;

  /** @param made  the buffer and the session that made it; nothing for a tensor without elements */
  constructor(device: Device, shape: Shape, made?: { readonly buffer: OrtTensor; readonly maker: RefCountedSession }) {
    this.shape = [...shape];
    this.#device = device;
    this.#state = { buffer: made?.buffer };
    if (made !== undefined) device.memory.hold(this, made.buffer, made.maker);
  }

  /** `undefined` without elements.
   * @throws {DomainError} after the tensor was donated or released */
  get buffer(): OrtTensor | undefined {
    if (this.#state === undefined) {
      throw new DomainError(
        `${this.#device.name}: this tensor was donated or released; use the output that replaced it, or upload again`,
      );
    }
    return this.#state.buffer;
  }

  /** Give the tensor up at once, and its buffer after all jobs that the device was given before. */
  release(): void {
    const buffer = this.#state?.buffer;
    this.#state = undefined;
    if (buffer !== undefined) void this.#device.memory.free(buffer);
  }

  /** @throws {DomainError} for a tensor of another backend */
  static of(tensor: DeviceTensor, device: Device): DeviceMemoryTensor {
    if (tensor instanceof DeviceMemoryTensor && tensor.#device === device) return tensor;
    throw new DomainError(`${device.name}: this tensor belongs to another backend; upload it here first`);
  }
}
