import {
  type Backend,
  ConvergenceError,
  type DeviceTensor,
  DomainError,
  type Executable,
  fillHostTensor,
  formatShape,
  type HostTensor,
  mapRecord,
  ScalarFeed,
  ShapeError,
  sameShape,
  toHostDtype,
} from '@noprior/tensor';
import { yieldToEventLoop } from '../run/yield-to-event-loop.ts';
import type { KktAttackStep } from './kkt-attack-step.ts';
import type { KktAttackRecord } from './kkt-record.ts';

/** How far a loop has come. */
export interface LoopStart {
  readonly iteration: number;
  readonly seconds: number;
  readonly records: readonly KktAttackRecord[];
}

/** Iterates a step whose state stays on the device: nothing is read but six scalars at an evaluation, and each run in
 * between gives up the state that it replaces. */
export class KktAttackLoop {
  readonly #backend: Backend;
  readonly #scalars: ScalarFeed;
  readonly #records: KktAttackRecord[];
  readonly #secondsBefore: number;
  readonly #startedAt: number;
  readonly #pause = yieldToEventLoop();
  #step: KktAttackStep;
  #executable: Executable;
  #state: Record<string, DeviceTensor>;
  #iteration: number;

  private constructor(
    step: KktAttackStep,
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
    this.#secondsBefore = start.seconds;
    this.#startedAt = performance.now();
  }

  /** Compile the step and put the state on the device; at iteration 0, tensors of the state that are not given start
   * at 0.
   *
   * @param given  x and lambda at least; all of the state if `start.iteration` is not 0
   * @throws {DomainError} if a tensor is missing from `given`
   * @throws {ShapeError} if a tensor has another shape than the step's
   * @throws {DtypeError} if the backend does not offer the step's dtype
   */
  static async open(
    step: KktAttackStep,
    backend: Backend,
    given: Readonly<Record<string, HostTensor>>,
    start: LoopStart,
  ): Promise<KktAttackLoop> {
    const initial: Record<string, HostTensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(step.state)) {
      const tensor = given[name];
      if (tensor === undefined && (name === 'x' || name === 'lambda' || start.iteration > 0)) {
        throw new DomainError(`attack: the starting state has no ${name}; start anew`);
      }
      if (tensor !== undefined && !sameShape(tensor.shape, shape)) {
        throw new ShapeError(
          `attack: ${name} of the starting state has shape ${formatShape(tensor.shape)}, expected ${formatShape(shape)}`,
        );
      }
      initial[name] = tensor === undefined ? fillHostTensor(0, shape, dtype) : toHostDtype(tensor, dtype);
    }
    const executable = await backend.compile(step.graph);
    const state = await uploadAll(backend, initial);
    return new KktAttackLoop(step, backend, executable, state, start);
  }

  /** Updates done. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Seconds spent, those of earlier parts of a resumed run included. */
  get seconds(): number {
    return this.#secondsBefore + this.secondsHere;
  }

  /** Seconds since the start or the resumption. */
  get secondsHere(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** Losses so far, oldest first. */
  get records(): readonly KktAttackRecord[] {
    return this.#records;
  }

  /** One update, which nothing is read for. */
  async advance(): Promise<void> {
    const outputs = await this.#run(Object.keys(this.#state));
    for (const name of this.#step.losses) this.#backend.release(outputs[name]!);
    this.#state = this.#stateOf(outputs);
    await this.#stepDone();
  }

  /** Read and record the losses, then update; at or below `targetLoss` the state stays the one that has this loss.
   *
   * @throws {ConvergenceError} if a loss up to here was not finite; named by its iteration
   */
  async evaluate(targetLoss: number = Number.NEGATIVE_INFINITY): Promise<KktAttackRecord> {
    const outputs = await this.#run([]);
    const next = this.#stateOf(outputs);
    const before = this.#state;
    // Until the target is checked, both states are alive; whichever is not kept is released, errors included.
    let kept = before;
    try {
      this.#checkFinite(await this.#number(next.broken!), await this.#number(next.finiteSteps!));
      const record: KktAttackRecord = {
        iteration: this.#iteration,
        seconds: this.seconds,
        total: await this.#number(outputs.total!),
        stationarity: await this.#number(outputs.stationarity!),
        dualFeasibility: await this.#number(outputs.dualFeasibility!),
        prior: await this.#number(outputs.prior!),
      };
      this.#records.push(record);
      if (!(record.total <= targetLoss)) {
        kept = next;
        this.#state = next;
        await this.#stepDone();
      }
      return record;
    } finally {
      this.#releaseAll(kept === next ? before : next);
      for (const name of this.#step.losses) this.#backend.release(outputs[name]!);
    }
  }

  /** Copy the state to the host.
   *
   * @throws {ConvergenceError} if a loss up to here was not finite, named by its iteration, or the last update led to
   *   points or multipliers that are not finite
   */
  async readState(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    this.#checkFinite(read.broken!.data[0]!, read.finiteSteps!.data[0]!);
    // The losses so far were finite, so only the last update can have overflowed.
    if (![read.x!, read.lambda!].every(({ data }) => data.every((value) => Number.isFinite(value)))) {
      this.#checkFinite(1, this.#iteration);
    }
    return read;
  }

  /** Go on with another state, and with another step where the number or the labels of the candidates changed.
   *
   * @param step   the loop's own, or one of the same dtype and scalars
   * @param state  all of the step's state
   */
  async replace(step: KktAttackStep, state: Readonly<Record<string, HostTensor>>): Promise<void> {
    if (step !== this.#step) {
      const executable = await this.#backend.compile(step.graph);
      await this.#executable.dispose();
      this.#executable = executable;
      this.#step = step;
    }
    const next = await uploadAll(
      this.#backend,
      mapRecord(step.state, ({ dtype }, name) => toHostDtype(state[name]!, dtype)),
    );
    this.#releaseAll(this.#state);
    this.#state = next;
  }

  /** Release the state, the scalars and the compiled step. */
  async dispose(): Promise<void> {
    this.#scalars.release();
    this.#releaseAll(this.#state);
    this.#state = {};
    await this.#executable.dispose();
  }

  async #run(donate: readonly string[]): Promise<Record<string, DeviceTensor>> {
    const scalars = await this.#scalars.tensors(this.#step.scalarsAt(this.#iteration));
    return this.#executable.run({ ...this.#state, ...scalars }, { donate });
  }

  #stateOf(outputs: Readonly<Record<string, DeviceTensor>>): Record<string, DeviceTensor> {
    return mapRecord(this.#step.state, (_, name) => outputs[name]!);
  }

  #releaseAll(tensors: Readonly<Record<string, DeviceTensor>>): void {
    for (const tensor of Object.values(tensors)) this.#backend.release(tensor);
  }

  async #number(tensor: DeviceTensor): Promise<number> {
    return (await this.#backend.read(tensor)).data[0]!;
  }

  async #stepDone(): Promise<void> {
    this.#iteration++;
    await this.#pause();
  }

  #checkFinite(broken: number, finiteSteps: number): void {
    if (broken === 0) return;
    throw new ConvergenceError(
      `attack: the loss is not finite at iteration ${finiteSteps}; lower the step sizes, or the scale of the start`,
    );
  }
}

async function uploadAll(
  backend: Backend,
  tensors: Readonly<Record<string, HostTensor>>,
): Promise<Record<string, DeviceTensor>> {
  const uploaded: Record<string, DeviceTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) uploaded[name] = await backend.upload(tensor);
  return uploaded;
}
