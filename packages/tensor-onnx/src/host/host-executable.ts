import {
  checkRun,
  type DeviceTensor,
  DomainError,
  type Executable,
  type Graph,
  makeTypedArray,
  type RunOptions,
  sizeOf,
  type TypedArray,
} from '@noprior/tensor';
import type { CompiledModel } from '../runtime/compile-model.ts';
import { BufferPool } from './buffer-pool.ts';
import { HostMemoryTensor } from './host-memory-tensor.ts';
import type { HostArray, HostSession } from './host-session.ts';

/** How a runtime treats the arrays of the host. */
export interface HostMemory {
  /** Name of the backend, for messages. */
  readonly name: string;
  /** Whether sessions write their outputs into arrays they are given. onnxruntime-node and OpenVINO do; onnxruntime-web computes in
   * memory of its own, hands out copies, and leaves a given array as it was. */
  readonly writesInPlace: boolean;
}

/** Runs the session of one graph on arrays of the host. Where the runtime writes in place, outputs are arrays that the next
 * run reads in place; a donated input leaves its array to the outputs of the runs after this one, so a loop allocates nothing. */
export class HostExecutable implements Executable {
  readonly graph: Graph;
  readonly #memory: HostMemory;
  readonly #compiled: CompiledModel<HostSession>;
  readonly #onDispose: (executable: Executable) => void;
  readonly #pool = new BufferPool();
  #disposed = false;

  /** @param onDispose  called once, when the executable is disposed */
  constructor(memory: HostMemory, compiled: CompiledModel<HostSession>, onDispose: (executable: Executable) => void) {
    this.graph = compiled.graph;
    this.#memory = memory;
    this.#compiled = compiled;
    this.#onDispose = onDispose;
    if (!memory.writesInPlace) return;
    for (const { dtype, shape } of Object.values(compiled.graph.outputs)) this.#pool.expect(dtype, sizeOf(shape));
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, DeviceTensor>> {
    const { name: owner, writesInPlace } = this.#memory;
    const { session } = this.#compiled;
    if (this.#disposed) throw new DomainError(`${owner}: run: this executable was disposed; compile the graph again`);
    checkRun(this.graph, inputs, options);
    const feeds: Record<string, HostArray> = {};
    for (const { attributes, shape } of this.graph.inputs) {
      const { data } = HostMemoryTensor.of(inputs[attributes.name]!, owner);
      const name = this.#compiled.inputs.get(attributes.name);
      if (name !== undefined) feeds[name] = { data, shape };
    }
    const arrays: Record<string, TypedArray> = {};
    const fetches: Record<string, HostArray> = {};
    for (const [key, { shape, dtype }] of Object.entries(this.graph.outputs)) {
      const name = this.#compiled.outputs.get(key);
      if (name !== undefined && !writesInPlace) continue;
      const data = this.#pool.take(dtype, sizeOf(shape)) ?? makeTypedArray(dtype, sizeOf(shape));
      arrays[key] = data;
      if (name !== undefined) fetches[name] = { data, shape };
    }
    // Given up at once, so that nobody can read them while the run is on; their memory is free only after it.
    const donated = new Set((options.donate ?? []).map((name) => HostMemoryTensor.of(inputs[name]!, owner)));
    const freed = [...donated].map(({ dtype, data }) => ({ dtype, data }));
    for (const tensor of donated) tensor.release();
    const results = await session?.run(feeds, fetches);
    for (const { dtype, data } of freed) this.#pool.give(dtype, data);
    const outputs: Record<string, HostMemoryTensor> = {};
    for (const [key, { shape }] of Object.entries(this.graph.outputs)) {
      outputs[key] = new HostMemoryTensor(owner, arrays[key] ?? this.#result(results, key), shape);
    }
    return outputs;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#onDispose(this);
    await this.#compiled.session?.release();
  }

  /** The array that the session handed out for an output. */
  #result(results: Readonly<Record<string, TypedArray>> | undefined, key: string): TypedArray {
    const data = results?.[this.#compiled.outputs.get(key) ?? ''];
    if (data !== undefined) return data;
    throw new DomainError(`${this.#memory.name}: run: the session returned no numbers for output ${key}`);
  }
}
