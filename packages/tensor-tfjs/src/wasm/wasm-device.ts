import { RegisteredDevice, type RegisteredDeviceOptions } from '../registered-device.ts';
import type { KernelAttributes, KernelInputs, Value } from '../tfjs-modules.ts';

/** Device of tfjs:wasm.
 *
 * tfjs keeps what it prepared for the right factor of a matrix product under the memory of that factor, and forgets its shape:
 * the same memory as [5, 1] and then as [1, 5] is computed with the first shape and writes past the end of the result. Here a
 * second shape gets memory of its own. And where there is no memory to prepare it in, tfjs prints a warning and leaves the result as it
 * finds it; here the memory is asked for first.
 */
export class WasmDevice extends RegisteredDevice {
  readonly #rightShapes = new WeakMap<object, string>();
  readonly #reserve: (bytes: number) => void;

  /** @param reserve  throws unless there is room for so many bytes */
  constructor(options: RegisteredDeviceOptions, reserve: (bytes: number) => void) {
    super(options);
    this.#reserve = reserve;
  }

  override run(kernel: string, inputs: KernelInputs, attributes: KernelAttributes = {}): Value {
    if (kernel !== 'BatchMatMul' || !('b' in inputs)) return super.run(kernel, inputs, attributes);
    const { b } = inputs;
    const shape = b.shape.join();
    const before = this.#rightShapes.get(b.dataId);
    if (before !== shape) this.#reserve(preparedBytes(b.shape));
    if (before === undefined) this.#rightShapes.set(b.dataId, shape);
    if (before === undefined || before === shape) return super.run(kernel, inputs, attributes);
    const one = this.write(Float32Array.of(1), []);
    const copy = super.run('Multiply', { a: b, b: one });
    try {
      return super.run(kernel, { ...inputs, b: copy }, attributes);
    } finally {
      this.free(copy);
      this.free(one);
    }
  }
}

/** Bytes of a right factor as XNNPACK keeps it, at most: columns in groups of up to 16, and a bias. */
function preparedBytes([rows = 0, columns = 0]: readonly number[]): number {
  return 4 * (rows + 1) * (columns + 16) + 4096;
}
