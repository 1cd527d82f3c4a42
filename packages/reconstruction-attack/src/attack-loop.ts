import {
  type Backend,
  ConvergenceError,
  type DeviceTensor,
  DomainError,
  type Executable,
  fillHostTensor,
  type HostTensor,
  toHostDtype,
} from '@noprior/tensor';
import type { AttackRecord } from './attack-record.ts';
import type { AttackStep } from './kkt-attack-step.ts';
import { ScalarFeed } from './scalar-feed.ts';

/** How far a loop has come. */
export interface LoopStart {
  readonly iteration: number;
  readonly seconds: number;
  readonly records: readonly AttackRecord[];
}

/** Milliseconds after which the loop lets timers and signals of the host run, once. */
const yieldEvery = 50;

/** Iterates a step whose state stays on the device: each run gives up the state it replaces, and only losses are read,
 * only when they are asked for. */
export class AttackLoop {
  readonly #step: AttackStep;
  readonly #backend: Backend;
  readonly #executable: Executable;
  readonly #scalars: ScalarFeed;
  readonly #records: AttackRecord[];
  readonly #resumedAt: number;
  readonly #secondsBefore: number;
  readonly #startedAt: number;
  #state: Record<string, DeviceTensor>;
  #iteration: number;
  #yieldedAt: number;

  private constructor(
    step: AttackStep,
    backend: Backend,
    executable: Executable,
    state: Record<string, DeviceTensor>,
    start: LoopStart,
  ) {
    this.#step = step;
    this.#backend = backend;
    this.#executable = executable;
    this.#scalars = new ScalarFeed(backend, step.state.x!.dtype);
    this.#state = state;
    this.#records = [...start.records];
    this.#iteration = start.iteration;
    this.#resumedAt = start.iteration;
    this.#secondsBefore = start.seconds;
    this.#startedAt = performance.now();
    this.#yieldedAt = this.#startedAt;
  }

  /** Compile the step and put the state on the device; tensors of the state that are not given start at 0.
   *
   * @throws {DomainError} if `given` has neither x nor lambda
   */
  static async open(
    step: AttackStep,
    backend: Backend,
    given: Readonly<Record<string, HostTensor>>,
    start: LoopStart,
  ): Promise<AttackLoop> {
    const executable = await backend.compile(step.graph);
    const state: Record<string, DeviceTensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(step.state)) {
      const tensor = given[name];
      if (tensor === undefined && (name === 'x' || name === 'lambda' || start.iteration > 0)) {
        throw new DomainError(`attack: the starting state has no ${name}`);
      }
      state[name] = await backend.upload(
        tensor === undefined ? fillHostTensor(0, shape, dtype) : toHostDtype(tensor, dtype),
      );
    }
    return new AttackLoop(step, backend, executable, state, start);
  }

  /** Updates done. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Seconds spent, those of earlier parts of a resumed run included. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#startedAt) / 1000;
  }

  /** Losses so far, oldest first. */
  get records(): readonly AttackRecord[] {
    return this.#records;
  }

  /** Estimate of the seconds until `maxIterations`, from the pace since the start or the resumption. */
  secondsLeft(maxIterations: number): number {
    const done = this.#iteration - this.#resumedAt;
    const spent = (performance.now() - this.#startedAt) / 1000;
    return done === 0 ? Number.NaN : (spent / done) * (maxIterations - this.#iteration);
  }

  /** One update. With `evaluate`, the losses before it are read and recorded.
   *
   * @throws {ConvergenceError} if a loss up to here was not finite; seen at evaluations, named by its iteration
   */
  async advance(evaluate: boolean): Promise<AttackRecord | undefined> {
    const scalars = await this.#scalars.tensors(this.#step.scalarsAt(this.#iteration));
    const outputs = await this.#executable.run({ ...this.#state, ...scalars }, { donate: Object.keys(this.#state) });
    const losses: Record<string, DeviceTensor> = {};
    for (const name of this.#step.losses) losses[name] = outputs[name]!;
    for (const name of Object.keys(this.#state)) this.#state[name] = outputs[name]!;
    const record = evaluate ? await this.#record(losses) : undefined;
    for (const tensor of Object.values(losses)) this.#backend.release(tensor);
    this.#iteration++;
    if (performance.now() - this.#yieldedAt > yieldEvery) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#yieldedAt = performance.now();
    }
    return record;
  }

  /** Copy the state to the host. */
  async readState(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    return read;
  }

  async dispose(): Promise<void> {
    this.#scalars.release();
    for (const tensor of Object.values(this.#state)) this.#backend.release(tensor);
    this.#state = {};
    await this.#executable.dispose();
  }

  async #record(losses: Readonly<Record<string, DeviceTensor>>): Promise<AttackRecord> {
    const number = async (tensor: DeviceTensor): Promise<number> => (await this.#backend.read(tensor)).data[0]!;
    const finiteSteps = await number(this.#state.finiteSteps!);
    if (finiteSteps < this.#iteration + 1) {
      throw new ConvergenceError(
        `attack: the loss is not finite at iteration ${finiteSteps}; lower the step sizes, or the scale of the start`,
      );
    }
    const record: AttackRecord = {
      iteration: this.#iteration,
      seconds: this.seconds,
      total: await number(losses.total!),
      stationarity: await number(losses.stationarity!),
      dualFeasibility: await number(losses.dualFeasibility!),
      prior: await number(losses.prior!),
    };
    this.#records.push(record);
    return record;
  }
}
