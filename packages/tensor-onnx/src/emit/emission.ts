import type { Dtype, Tensor, TypedArray } from '@noprior/tensor';
import type { OnnxAttributes, OnnxInitializer, OnnxNode } from '../model/onnx-model.ts';

/** An ONNX model under construction: where emitters put their nodes and find the values of their inputs.
 *
 * Names are made here (`v0`, `v1`, ... and `c0`, ...), so that no name a user chose gets into the model.
 */
export class Emission {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #values = new Map<Tensor, string>();
  readonly #masks = new Map<Tensor, string>();
  readonly #renamed = new Map<string, string>();
  readonly #shared = new Map<string, string>();

  /** Name of the value of a node that has been emitted. */
  value(node: Tensor): string {
    const name = this.#values.get(node);
    if (name === undefined) throw new Error(`tensor-onnx: the value of a ${node.op} is read before it is computed`);
    return name;
  }

  /** Say under which name the value of a node is found. */
  setValue(node: Tensor, name: string): void {
    this.#values.set(node, name);
  }

  /** Name of a boolean tensor that is true where the value of a node is not 0.
   * @param write  writes it, where no comparison left one */
  mask(node: Tensor, write = (x: string): string => this.add('Cast', [x], { to: { integer: 9 } })): string {
    return this.#masks.get(node) ?? write(this.value(node));
  }

  /** Keep the boolean tensor from which the 0/1 numbers of a comparison were made. */
  setMask(node: Tensor, name: string): void {
    this.#masks.set(node, name);
  }

  /** Add a node with one output.
   * @returns the name of the output */
  add(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const name = `v${this.nodes.length}`;
    this.nodes.push({ opType, inputs, outputs: [name], attributes });
    return name;
  }

  /** Give a value the name of an output: the node that computes it is renamed; an input, a constant or a value that is
   * an output already is copied. */
  nameOutput(value: string, name: string): void {
    const rename = (list: readonly string[]): string[] => list.map((other) => (other === value ? name : other));
    const position = this.#renamed.has(value) ? -1 : this.nodes.findIndex(({ outputs }) => outputs.includes(value));
    if (position < 0) {
      this.nodes.push({
        opType: 'Identity',
        inputs: [this.#renamed.get(value) ?? value],
        outputs: [name],
        attributes: {},
      });
      return;
    }
    this.#renamed.set(value, name);
    for (let index = position; index < this.nodes.length; index++) {
      const node = this.nodes[index]!;
      this.nodes[index] = { ...node, inputs: rename(node.inputs), outputs: rename(node.outputs) };
    }
  }

  /** Constant tensor. */
  constant(data: TypedArray | BigInt64Array, shape: readonly number[]): string {
    const name = `c${this.initializers.length}`;
    this.initializers.push({ name, shape, data });
    return name;
  }

  /** Constant scalar, shared by everyone who asks for the same one. */
  scalar(value: number, dtype: Dtype): string {
    return this.#share(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () =>
      this.constant(dtype === 'float32' ? Float32Array.of(value) : Float64Array.of(value), []),
    );
  }

  /** Constant list of integers: shapes, axes and bounds. */
  integers(values: readonly number[]): string {
    return this.#share(`integers ${values.join()}`, () =>
      this.constant(
        BigInt64Array.from(values, (value) => BigInt(value)),
        [values.length],
      ),
    );
  }

  #share(key: string, make: () => string): string {
    const before = this.#shared.get(key);
    if (before !== undefined) return before;
    const name = make();
    this.#shared.set(key, name);
    return name;
  }
}
