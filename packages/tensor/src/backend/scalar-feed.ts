import type { Dtype } from '../dtype.ts';
import { fillHostTensor } from '../host-tensor.ts';
import type { Backend, DeviceTensor } from './backend.ts';

/** Scalars on the device, uploaded only when their value changes. */
export class ScalarFeed {
  readonly #backend: Backend;
  readonly #dtype: Dtype;
  readonly #held = new Map<string, { readonly value: number; readonly tensor: DeviceTensor }>();

  constructor(backend: Backend, dtype: Dtype) {
    this.#backend = backend;
    this.#dtype = dtype;
  }

  /** Device tensors of these values, by name. They stay owned by the feed. */
  async tensors(values: Readonly<Record<string, number>>): Promise<Record<string, DeviceTensor>> {
    const tensors: Record<string, DeviceTensor> = {};
    for (const [name, value] of Object.entries(values)) {
      const held = this.#held.get(name);
      if (held !== undefined && Object.is(held.value, value)) {
        tensors[name] = held.tensor;
        continue;
      }
      const tensor = await this.#backend.upload(fillHostTensor(value, [], this.#dtype));
      this.#held.set(name, { value, tensor });
      if (held !== undefined) this.#backend.release(held.tensor);
      tensors[name] = tensor;
    }
    return tensors;
  }

  /** Release what is held. */
  release(): void {
    for (const { tensor } of this.#held.values()) this.#backend.release(tensor);
    this.#held.clear();
  }
}
