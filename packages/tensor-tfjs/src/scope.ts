import { type Shape, sameShape, sizeOf } from '@noprior/tensor';
import type { KernelDevice, KernelTraits } from './kernel-device.ts';
import type { KernelAttributes, KernelInputs, Value } from './tfjs-modules.ts';

/** Values made while one node is computed: all but the result are freed at its end, all of them if it fails. */
export class Scope {
  readonly #device: KernelDevice;
  readonly #scalars: Map<number, Value>;
  readonly #owned = new Set<Value>();

  /** @param scalars  keeps scalar constants for later scopes; their owner frees them */
  constructor(device: KernelDevice, scalars: Map<number, Value>) {
    this.#device = device;
    this.#scalars = scalars;
  }

  get traits(): KernelTraits {
    return this.#device.traits;
  }

  /** Run a kernel. */
  run(kernel: string, inputs: KernelInputs, attributes: KernelAttributes = {}): Value {
    return this.#own(this.#device.run(kernel, inputs, attributes));
  }

  /** The same elements under another shape. */
  view(value: Value, shape: Shape): Value {
    return sameShape(value.shape, shape) ? value : this.#own(this.#device.view(value, shape));
  }

  /** The same elements in a row. */
  flat(value: Value): Value {
    return this.view(value, [sizeOf(value.shape)]);
  }

  write(values: Float32Array, shape: Shape): Value {
    return this.#own(this.#device.write(values, shape));
  }

  /** A number on the device, shape []. */
  scalar(number: number): Value {
    const before = this.#scalars.get(number);
    if (before !== undefined) return before;
    const value = this.#device.write(Float32Array.of(number), []);
    this.#scalars.set(number, value);
    return value;
  }

  /** Compute a value and hand it over to the caller in the given shape. */
  keep(shape: Shape, compute: () => Value): Value {
    try {
      const result = compute();
      if (this.#owned.has(result) && sameShape(result.shape, shape)) {
        this.#owned.delete(result);
        return result;
      }
      return this.#device.view(result, shape);
    } finally {
      for (const value of this.#owned) this.#device.free(value);
      this.#owned.clear();
    }
  }

  #own(value: Value): Value {
    this.#owned.add(value);
    return value;
  }
}
