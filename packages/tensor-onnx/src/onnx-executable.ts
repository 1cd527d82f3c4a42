import {
  checkRun,
  type DeviceTensor,
  DomainError,
  type Executable,
  type Graph,
  makeTypedArray,
  type RunOptions,
  type Shape,
  sizeOf,
  type TypedArray,
} from '@noprior/tensor';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { OnnxRuntimeModule } from './load-onnxruntime-node.ts';
import { OnnxTensor } from './onnx-tensor.ts';
import { SpareArrays } from './spare-arrays.ts';

/** What an executable needs to know of the model that was made from its graph. */
export interface Compiled {
  readonly graph: Graph;
  /** Names in the model by names in the graph; tensors without elements are in neither. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  /** `undefined` where no output has elements. */
  readonly session: InferenceSession | undefined;
  /** Called once, when the executable is disposed. */
  readonly onDispose: (executable: Executable) => void;
}

/** Runs the session of one graph. Outputs are written straight into arrays that the next run reads in place; a donated
 * input leaves its array to the outputs of the runs after this one, so a loop allocates nothing. */
export class OnnxExecutable implements Executable {
  readonly graph: Graph;
  readonly #runtime: OnnxRuntimeModule;
  readonly #compiled: Compiled;
  readonly #spare = new SpareArrays();
  #disposed = false;

  constructor(runtime: OnnxRuntimeModule, compiled: Compiled) {
    this.graph = compiled.graph;
    this.#runtime = runtime;
    this.#compiled = compiled;
    for (const { dtype, shape } of Object.values(compiled.graph.outputs)) this.#spare.expect(dtype, sizeOf(shape));
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, DeviceTensor>> {
    const { session } = this.#compiled;
    if (this.#disposed) throw new DomainError('onnx:cpu: run: this executable was disposed; compile the graph again');
    checkRun(this.graph, inputs, options);
    const feeds: Record<string, OrtTensor> = {};
    for (const { attributes, shape } of this.graph.inputs) {
      const { data } = OnnxTensor.of(inputs[attributes.name]!);
      const name = this.#compiled.inputs.get(attributes.name);
      if (name !== undefined) feeds[name] = this.#wrap(data, shape);
    }
    const outputs: Record<string, OnnxTensor> = {};
    const fetches: Record<string, OrtTensor> = {};
    for (const [key, { shape, dtype }] of Object.entries(this.graph.outputs)) {
      const name = this.#compiled.outputs.get(key);
      const data = this.#spare.take(dtype, sizeOf(shape)) ?? makeTypedArray(dtype, sizeOf(shape));
      outputs[key] = new OnnxTensor(data, shape);
      if (name !== undefined) fetches[name] = this.#wrap(data, shape);
    }
    // Given up at once, so that nobody can read them while the run is on; their memory is free only after it.
    const donated = new Set((options.donate ?? []).map((name) => OnnxTensor.of(inputs[name]!)));
    const freed = [...donated].map(({ dtype, data }) => ({ dtype, data }));
    for (const tensor of donated) tensor.release();
    await session?.run(feeds, fetches);
    for (const { dtype, data } of freed) this.#spare.give(dtype, data);
    return outputs;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#compiled.onDispose(this);
    await this.#compiled.session?.release();
  }

  #wrap(data: TypedArray, shape: Shape): OrtTensor {
    return new this.#runtime.Tensor(data instanceof Float32Array ? 'float32' : 'float64', data, [...shape]);
  }
}
