import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { DeviceQueue } from './device-queue.ts';
import type { RefCountedSession } from './ref-counted-session.ts';

/** The buffers that a backend holds on its device. Whoever forgets to release a tensor leaves its buffer to the garbage
 * collector, which knows nothing of the device's memory and may come late. */
export class DeviceMemory {
  readonly #queue: DeviceQueue;
  readonly #makers = new Map<OrtTensor, RefCountedSession>();
  readonly #forgotten = new FinalizationRegistry<OrtTensor>((buffer) => void this.free(buffer));

  constructor(queue: DeviceQueue) {
    this.#queue = queue;
  }

  /** Number of buffers in use. */
  get count(): number {
    return this.#makers.size;
  }

  /** Keep a buffer until it is freed, or until nobody knows its owner any more. */
  hold(owner: object, buffer: OrtTensor, maker: RefCountedSession): void {
    maker.hold();
    this.#makers.set(buffer, maker);
    this.#forgotten.register(owner, buffer, buffer);
  }

  /** Free a buffer after all jobs that the device was given before. */
  free(buffer: OrtTensor): Promise<void> {
    const maker = this.#makers.get(buffer);
    if (maker === undefined) return Promise.resolve();
    this.#makers.delete(buffer);
    this.#forgotten.unregister(buffer);
    return this.#queue.clear(async () => {
      buffer.dispose();
      await maker.drop();
    });
  }

  async freeAll(): Promise<void> {
    await Promise.all([...this.#makers.keys()].map((buffer) => this.free(buffer)));
  }
}
