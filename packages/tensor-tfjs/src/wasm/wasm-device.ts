import { RegisteredDevice } from '../registered-device.ts';
import type { KernelAttributes, KernelInputs, Value } from '../tfjs-modules.ts';

/** Device of tfjs:wasm.
 *
 * tfjs keeps what it prepared for the right factor of a matrix product under the memory of that factor, and forgets its shape:
 * the same memory as [5, 1] and then as [1, 5] is computed with the first shape and writes past the end of the result. Here a
 * second shape gets memory of its own.
 */
export class WasmDevice extends RegisteredDevice {
  readonly #rightShapes = new WeakMap<object, string>();

  override run(kernel: string, inputs: KernelInputs, attributes: KernelAttributes = {}): Value {
    if (kernel !== 'BatchMatMul' || !('b' in inputs)) return super.run(kernel, inputs, attributes);
    const { b } = inputs;
    const shape = b.shape.join();
    const before = this.#rightShapes.get(b.dataId);
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
