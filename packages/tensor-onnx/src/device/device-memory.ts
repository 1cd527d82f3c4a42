import type { Tensor as OrtTensor } from 'onnxruntime-node';

/** The buffers that a backend holds on its device. Whoever forgets to release a tensor leaves its buffer to the garbage
 * collector, which knows nothing of the device's memory and may come late. */
export class DeviceMemory {
  readonly #buffers = new Set<OrtTensor>();
  readonly #forgotten = new FinalizationRegistry<OrtTensor>((buffer) => this.free(buffer));

  /** Buffers that are not free. */
  get count(): number {
    return this.#buffers.size;
  }

  /** Keep a buffer until it is freed, or until nobody knows its owner any more. */
  hold(owner: object, buffer: OrtTensor): void {
    this.#buffers.add(buffer);
    this.#forgotten.register(owner, buffer, buffer);
  }

  free(buffer: OrtTensor): void {
    if (!this.#buffers.delete(buffer)) return;
    this.#forgotten.unregister(buffer);
    buffer.dispose();
  }

  freeAll(): void {
    for (const buffer of [...this.#buffers]) this.free(buffer);
  }
}
