import { type DeviceTensor, DomainError, type Dtype, type Shape } from '@noprior/tensor';
import type { KernelDevice } from './kernel-device.ts';
import type { Value } from './tfjs-modules.ts';

/** Device tensor of a tfjs backend: a value in its memory, until it is given up. */
export class TfjsTensor implements DeviceTensor {
  readonly shape: Shape;
  readonly dtype: Dtype = 'float32';
  readonly #device: KernelDevice;
  #value: Value | undefined;

  /** Takes the value over. */
  constructor(device: KernelDevice, value: Value, shape: Shape) {
    this.shape = [...shape];
    this.#device = device;
    this.#value = value;
    device.forgotten.register(this, value, this);
  }

  /** @throws {DomainError} after the tensor was donated or released */
  get value(): Value {
    if (this.#value === undefined) {
      throw new DomainError(
        `${this.#device.name}: this tensor was donated or released; use the output that replaced it, or upload again`,
      );
    }
    return this.#value;
  }

  /** Give the value up without freeing it. */
  take(): Value | undefined {
    const value = this.#value;
    this.#device.forgotten.unregister(this);
    this.#value = undefined;
    return value;
  }

  /** @throws {DomainError} for a tensor of another backend, or of another instance of this one */
  static of(tensor: DeviceTensor, device: KernelDevice): TfjsTensor {
    if (tensor instanceof TfjsTensor && tensor.#device === device) return tensor;
    throw new DomainError(`${device.name}: this tensor belongs to another backend; upload it here first`);
  }
}
