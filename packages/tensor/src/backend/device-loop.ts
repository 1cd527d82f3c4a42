import { DomainError } from '../errors/domain-error.ts';
import type { Graph } from '../graph/graph.ts';
import { repeatStep } from '../graph/repeat-step.ts';
import { simplify } from '../graph/simplify.ts';
import type { HostTensor } from '../host-tensor.ts';
import type { Backend, DeviceTensor, Executable } from './backend.ts';
import { type DeviceTensors, type HostTensors, releaseAll, takeOutputs, uploadAll } from './device-tensors.ts';
import { fixedInputs, initialState } from './loop-inputs.ts';
import { ScalarFeed } from './scalar-feed.ts';

/** Options of {@link DeviceLoop.open}. */
export interface DeviceLoopOptions {
  /** Inputs that stay the same in every step, by name; the loop uploads and releases them. */
  readonly fixed?: HostTensors;
}

/** Options of {@link DeviceLoop.step} and {@link DeviceLoop.preview}. */
export interface DeviceStepOptions {
  /** Outputs to copy to the host, by name: losses, or the state after the step. Default none. */
  readonly read?: readonly string[];
  /** Inputs of this step alone, already on the device. The step gives them up, also when it fails. */
  readonly inputs?: DeviceTensors;
}

/** Runs one graph many times, its state staying on the device: `state <- graph(state, fixed, scalars)`.
 *
 * The state is every output of the graph that has the name of an input. Nothing else is kept: other outputs are read where
 * `read` names them, and released. A step that fails releases its own tensors; `dispose` releases the rest.
 *
 * @example
 * const loop = await DeviceLoop.open(backend, graph, { x: start }, { fixed: { target } });
 * for (let i = 0; i < 1000; i++) await loop.step({ stepSize: 0.1 });
 * const { x } = await loop.read();
 * await loop.dispose();
 */
export class DeviceLoop {
  readonly #backend: Backend;
  #executable: Executable;
  /** Programs of several steps, by their number. */
  readonly #several = new Map<number, Executable>();
  #scalars: ScalarFeed;
  #fixed: DeviceTensors = {};
  #state: DeviceTensors = {};
  /** State of a preview that is neither accepted nor discarded. */
  #ahead: DeviceTensors | undefined;

  private constructor(backend: Backend, executable: Executable) {
    this.#backend = backend;
    this.#executable = executable;
    this.#scalars = new ScalarFeed(backend, executable.graph.inputs[0]!.dtype);
  }

  /** Compile the graph, and put the state and the fixed inputs on the device, in the dtype of the graph.
   *
   * @param state  by name; what is left out starts at 0
   * @throws {ShapeError} for a name that the graph has not, another shape, or a graph without a state
   * @throws {DtypeError} if the backend does not offer the dtype of the graph
   */
  static async open(
    backend: Backend,
    graph: Graph,
    state: HostTensors,
    { fixed = {} }: DeviceLoopOptions = {},
  ): Promise<DeviceLoop> {
    const initial = initialState(graph, state);
    const given = fixedInputs(graph, fixed);
    const loop = new DeviceLoop(backend, await backend.compile(graph));
    try {
      loop.#fixed = await uploadAll(backend, given);
      loop.#state = await uploadAll(backend, initial);
    } catch (error) {
      await loop.dispose();
      throw error;
    }
    return loop;
  }

  /** The state on the device, for another program to read. The loop keeps it; the next step gives it up. */
  get state(): DeviceTensors {
    return this.#state;
  }

  /** Replace the state by the next one.
   *
   * @param scalars  inputs of shape [], by name
   * @returns        the outputs that `read` names
   */
  async step(
    scalars: Readonly<Record<string, number>>,
    { read = [], inputs = {} }: DeviceStepOptions = {},
  ): Promise<Record<string, HostTensor>> {
    this.#refusePreview('step');
    const outputs = await this.#run(scalars, inputs, Object.keys(this.#state));
    this.#state = this.#stateOf(outputs);
    return takeOutputs(this.#backend, outputs, read, this.#state);
  }

  /** Take several steps without scalars in one run of the backend, which copies the state once and not in every step. The program of so many
   * steps is compiled when it is first asked for, and kept.
   *
   * @param count  an integer of at least 1
   * @throws {DomainError} for another number
   */
  async steps(count: number): Promise<void> {
    this.#refusePreview('steps');
    let executable = this.#several.get(count);
    if (executable === undefined) {
      executable = await this.#backend.compile(simplify(repeatStep(this.#executable.graph, count)));
      this.#several.set(count, executable);
    }
    const outputs = await executable.run({ ...this.#fixed, ...this.#state }, { donate: Object.keys(this.#state) });
    this.#state = this.#stateOf(outputs);
    await takeOutputs(this.#backend, outputs, [], this.#state);
  }

  /** Compute the next state and keep the present one, until {@link accept} or {@link discard}.
   *
   * @param scalars  inputs of shape [], by name
   * @returns        the outputs that `read` names; a loss of the graph belongs to the present state
   */
  async preview(
    scalars: Readonly<Record<string, number>>,
    { read = [], inputs = {} }: DeviceStepOptions = {},
  ): Promise<Record<string, HostTensor>> {
    this.#refusePreview('preview');
    const outputs = await this.#run(scalars, inputs, []);
    const ahead = this.#stateOf(outputs);
    this.#ahead = ahead;
    return takeOutputs(this.#backend, outputs, read, ahead);
  }

  /** Take the previewed state.
   *
   * @throws {DomainError} without a preview */
  accept(): void {
    if (this.#ahead === undefined) throw new DomainError('DeviceLoop: accept without a preview; call preview first');
    releaseAll(this.#backend, this.#state);
    this.#state = this.#ahead;
    this.#ahead = undefined;
  }

  /** Keep the present state, and drop a previewed one. */
  discard(): void {
    if (this.#ahead !== undefined) releaseAll(this.#backend, this.#ahead);
    this.#ahead = undefined;
  }

  /** Copy the present state to the host. */
  async read(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    return read;
  }

  /** Go on from another state, and with another graph where shapes or constants changed.
   *
   * @param state  all of the state: what is left out starts at 0
   * @param graph  with the same fixed inputs
   * @throws {ShapeError} as `open`; the loop then stays as it was
   */
  async replace(state: HostTensors, graph?: Graph): Promise<void> {
    const next = await uploadAll(this.#backend, initialState(graph ?? this.#executable.graph, state));
    if (graph !== undefined) {
      let executable: Executable;
      try {
        executable = await this.#backend.compile(graph);
      } catch (error) {
        releaseAll(this.#backend, next);
        throw error;
      }
      await this.#disposePrograms();
      this.#executable = executable;
    }
    this.discard();
    releaseAll(this.#backend, this.#state);
    this.#state = next;
  }

  /** Release the state, the inputs and the compiled graph. A second call does nothing. */
  async dispose(): Promise<void> {
    this.discard();
    this.#scalars.release();
    releaseAll(this.#backend, { ...this.#state });
    releaseAll(this.#backend, { ...this.#fixed });
    this.#state = {};
    this.#fixed = {};
    await this.#disposePrograms();
  }

  async #disposePrograms(): Promise<void> {
    for (const executable of [this.#executable, ...this.#several.values()]) await executable.dispose();
    this.#several.clear();
  }

  async #run(
    values: Readonly<Record<string, number>>,
    inputs: DeviceTensors,
    donate: readonly string[],
  ): Promise<DeviceTensors> {
    try {
      const scalars = await this.#scalars.tensors(values);
      const given = { ...this.#fixed, ...this.#state, ...scalars, ...inputs };
      return await this.#executable.run(given, { donate });
    } finally {
      releaseAll(this.#backend, inputs);
    }
  }

  #stateOf(outputs: DeviceTensors): DeviceTensors {
    const state: Record<string, DeviceTensor> = {};
    for (const name of Object.keys(this.#state)) state[name] = outputs[name]!;
    return state;
  }

  #refusePreview(operation: string): void {
    if (this.#ahead === undefined) return;
    throw new DomainError(`DeviceLoop: ${operation} after a preview; call accept or discard first`);
  }
}
