import {
  type Backend,
  type DeviceTensor,
  type Executable,
  fillHostTensor,
  type Graph,
  type HostTensor,
  toHostDtype,
} from '@noprior/tensor';

/** What a program is made of. */
export interface ProgramParts {
  readonly graph: Graph;
  /** Inputs that outputs of the same name replace. */
  readonly state: readonly string[];
  /** Starting values and fixed inputs, by name; what is left out starts at 0. */
  readonly inputs: Readonly<Record<string, HostTensor>>;
  /** A small output: reading it means that the device has finished. */
  readonly signal: string;
}

/** A compiled graph whose state goes from run to run without leaving the device. */
export class StatefulProgram {
  readonly #backend: Backend;
  readonly #executable: Executable;
  readonly #parts: ProgramParts;
  #fixed: Record<string, DeviceTensor> = {};
  #state: Record<string, DeviceTensor> = {};
  #signal: DeviceTensor | undefined;

  private constructor(backend: Backend, executable: Executable, parts: ProgramParts) {
    this.#backend = backend;
    this.#executable = executable;
    this.#parts = parts;
  }

  /** Compile, and put the inputs on the device. */
  static async open(backend: Backend, parts: ProgramParts): Promise<StatefulProgram> {
    const program = new StatefulProgram(backend, await backend.compile(parts.graph), parts);
    for (const node of parts.graph.inputs) {
      const { name } = node.attributes;
      if (!parts.state.includes(name)) program.#fixed[name] = await program.#upload(name);
    }
    await program.restart();
    return program;
  }

  /** Back to the starting state. */
  async restart(): Promise<void> {
    for (const tensor of Object.values(this.#state)) this.#backend.release(tensor);
    this.#state = {};
    for (const name of this.#parts.state) this.#state[name] = await this.#upload(name);
  }

  /** One run; returns as soon as the backend does. */
  async run(): Promise<void> {
    const { state, signal } = this.#parts;
    const outputs = await this.#executable.run({ ...this.#state, ...this.#fixed }, { donate: state });
    if (this.#signal !== undefined && !state.includes(signal)) this.#backend.release(this.#signal);
    const next: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (state.includes(name)) next[name] = tensor;
      else if (name !== signal) this.#backend.release(tensor);
    }
    this.#state = next;
    this.#signal = outputs[signal];
  }

  /** Wait for the device, and read the signal's first element. */
  async finish(): Promise<number> {
    return (await this.#backend.read(this.#signal!)).data[0]!;
  }

  /** Host copies of the state and the signal. */
  async read(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = { [this.#parts.signal]: await this.#backend.read(this.#signal!) };
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    return read;
  }

  /** Milliseconds of each of `count` runs. Where the device works on its own they are timed together. */
  async time(count: number): Promise<number[]> {
    if (!this.#backend.name.endsWith('webgpu')) {
      const times: number[] = [];
      for (let repetition = 0; repetition < count; repetition++) {
        const began = performance.now();
        await this.run();
        times.push(performance.now() - began);
      }
      return times;
    }
    const began = performance.now();
    for (let repetition = 0; repetition < count; repetition++) await this.run();
    await this.finish();
    return [(performance.now() - began) / count];
  }

  #upload(name: string): Promise<DeviceTensor> {
    const { shape, dtype } = this.#parts.graph.inputs.find(({ attributes }) => attributes.name === name)!;
    const given = this.#parts.inputs[name];
    return this.#backend.upload(given === undefined ? fillHostTensor(0, shape, dtype) : toHostDtype(given, dtype));
  }
}
