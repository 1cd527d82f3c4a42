import {
  checkRun,
  type DeviceTensor,
  DomainError,
  type Executable,
  type Graph,
  type RunOptions,
} from '@noprior/tensor';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { CompiledModel } from '../runtime/compile-model.ts';
import type { Device } from './device.ts';
import { DeviceMemoryTensor } from './device-memory-tensor.ts';
import { RefCountedSession } from './ref-counted-session.ts';

/** Runs the session of one graph on buffers of a device; outputs stay there. */
export class DeviceExecutable implements Executable {
  readonly graph: Graph;
  readonly #device: Device;
  readonly #compiled: CompiledModel<InferenceSession>;
  readonly #session: RefCountedSession | undefined;
  readonly #onDispose: (executable: Executable) => void;
  #disposed = false;

  /** @param onDispose  called once, when the executable is disposed */
  constructor(device: Device, compiled: CompiledModel<InferenceSession>, onDispose: (executable: Executable) => void) {
    this.graph = compiled.graph;
    this.#device = device;
    this.#compiled = compiled;
    this.#session = compiled.session && new RefCountedSession(compiled.session);
    this.#onDispose = onDispose;
  }

  async run(
    inputs: Readonly<Record<string, DeviceTensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, DeviceTensor>> {
    const { name: owner, queue } = this.#device;
    const session = this.#session;
    if (this.#disposed) throw new DomainError(`${owner}: run: this executable was disposed; compile the graph again`);
    checkRun(this.graph, inputs, options);
    const feeds: Record<string, OrtTensor> = {};
    for (const { attributes } of this.graph.inputs) {
      const { buffer } = DeviceMemoryTensor.of(inputs[attributes.name]!, this.#device);
      const name = this.#compiled.inputs.get(attributes.name);
      if (name !== undefined && buffer !== undefined) feeds[name] = buffer;
    }
    const running = session === undefined ? undefined : queue.enqueueRun(() => session.run(feeds));
    // Given up at once, so that nobody can read them while the run is on; their buffers are freed after it.
    for (const name of options.donate ?? []) DeviceMemoryTensor.of(inputs[name]!, this.#device).release();
    const results = await running;
    const outputs: Record<string, DeviceMemoryTensor> = {};
    for (const [key, { shape }] of Object.entries(this.graph.outputs)) {
      const buffer = results?.[this.#compiled.outputs.get(key) ?? ''];
      const made = buffer === undefined || session === undefined ? undefined : { buffer, maker: session };
      outputs[key] = new DeviceMemoryTensor(this.#device, shape, made);
    }
    return outputs;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#onDispose(this);
    await this.#device.queue.clear(() => this.#session?.close());
  }
}
