import { DomainError, type Shape } from '@noprior/tensor';
import type { KernelDevice, KernelTraits } from '../kernel-device.ts';
import type { KernelAttributes, KernelInputs, Value } from '../tfjs-modules.ts';
import { isNodeTensor, type NodeTensor, type TfjsNodeModule } from './tfjs-node-module.ts';

/** Device of tfjs:node. The kernels of tfjs-node make tensors of tfjs's engine, so they are run by it: its current backend is
 * tensorflow within a session, which is synchronous, and what it was before afterwards. */
export class EngineDevice implements KernelDevice {
  readonly name = 'tfjs:node';
  readonly traits: KernelTraits = {
    explicitTransposes: false,
    sumBlock: 1024,
    keepsNaN: false,
    shaderMath: false,
    castIsView: false,
    maxTensorBytes: 2 ** 33,
  };
  readonly forgotten: FinalizationRegistry<Value>;
  readonly #tf: TfjsNodeModule;
  readonly #live = new Map<Value, NodeTensor>();

  constructor(tf: TfjsNodeModule) {
    this.#tf = tf;
    this.forgotten = new FinalizationRegistry((value) => this.free(value));
  }

  get live(): number {
    return this.#live.size;
  }

  buffers(): number {
    return this.#tf.memory().numTensors;
  }

  session<T>(body: () => T): T {
    const before = this.#tf.getBackend();
    if (before === 'tensorflow') return body();
    void this.#tf.setBackend('tensorflow');
    try {
      return body();
    } finally {
      if (before) void this.#tf.setBackend(before);
    }
  }

  run(kernel: string, inputs: KernelInputs, attributes: KernelAttributes = {}): Value {
    const engine = this.#tf.engine();
    const result: unknown = Reflect.apply(engine.runKernel, engine, [kernel, inputs, attributes]);
    if (!isNodeTensor(result)) throw new DomainError(`${this.name}: ${kernel} did not give one tensor`);
    return this.#own(result);
  }

  write(values: Float32Array, shape: Shape): Value {
    return this.#own(this.#tf.tensor(values, [...shape], 'float32'));
  }

  view(value: Value, shape: Shape): Value {
    return this.run('Reshape', { x: value }, { shape: [...shape] });
  }

  free(value: Value): void {
    this.#live.get(value)?.dispose();
    this.#live.delete(value);
  }

  async read(value: Value): Promise<Float32Array> {
    const values = await this.#live.get(value)?.data();
    if (!(values instanceof Float32Array)) throw new DomainError(`${this.name}: read: the value is not float32`);
    return values.slice();
  }

  async settle(): Promise<void> {}

  async close(): Promise<void> {
    for (const value of [...this.#live.keys()]) this.free(value);
  }

  #own(tensor: NodeTensor): Value {
    this.#live.set(tensor, this.#tf.engine().keep(tensor));
    return tensor;
  }
}
