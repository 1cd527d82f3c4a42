import type { Candidates } from '@noprior/kkt-loss';
import { invertPositiveDefinite } from '@noprior/linear-algebra';
import type { ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  ConvergenceError,
  type DeviceTensor,
  DomainError,
  type Executable,
  fillHostTensor,
  formatShape,
  type HostTensor,
  makeHostTensor,
  makeTypedArray,
  mapRecord,
  ScalarFeed,
  sameShape,
  toHostDtype,
} from '@noprior/tensor';
import { adam } from '../optimizers/adam.ts';
import { stepFactor } from '../optimizers/schedules.ts';
import { type EvidenceAttackConfig, evidenceNoise } from './evidence-attack-config.ts';
import { type EvidenceAttackStep, evidenceAttackStep } from './evidence-attack-step.ts';
import type { EvidenceRecord } from './evidence-record.ts';

/** Multipliers below this share of 1/n start there, so that their logarithm is finite. */
const smallestShare = 1e-3;

/** sigma of an iteration. */
function noiseAt({ noise, maxIterations }: EvidenceAttackConfig, iteration: number): number {
  const { from, to } = evidenceNoise({ noise });
  return from * (to / from) ** Math.min(1, iteration / (0.7 * maxIterations));
}

/** The state of an evidence attack on the device, and the two programs that move it. */
export class EvidenceLoop {
  readonly #config: EvidenceAttackConfig;
  readonly #step: EvidenceAttackStep;
  readonly #backend: Backend;
  readonly #measure: Executable;
  readonly #update: Executable;
  readonly #scalars: ScalarFeed;
  readonly #optimizer = adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  readonly #neurons: number;
  #state: Record<string, DeviceTensor>;
  /** Updates done. */
  iteration: number;

  private constructor(
    config: EvidenceAttackConfig,
    step: EvidenceAttackStep,
    backend: Backend,
    programs: readonly [Executable, Executable],
    neurons: number,
    state: Record<string, DeviceTensor>,
    iteration: number,
  ) {
    this.iteration = iteration;
    this.#config = config;
    this.#step = step;
    this.#backend = backend;
    [this.#measure, this.#update] = programs;
    this.#scalars = new ScalarFeed(backend, config.dtype);
    this.#neurons = neurons;
    this.#state = state;
  }

  /** Compile the programs and put the state on the device.
   *
   * @param start   multipliers in the unit of scale `sum`
   * @param resume  state and iteration to go on from, instead
   * @throws {DomainError} if a tensor of the checkpoint is missing or has another shape
   * @throws {DtypeError} if the backend does not offer the configuration's dtype
   */
  static async open(
    network: ReluNetwork,
    start: Candidates,
    config: EvidenceAttackConfig,
    backend: Backend,
    resume: { readonly arrays: Readonly<Record<string, HostTensor>>; readonly iteration: number } | undefined,
  ): Promise<EvidenceLoop> {
    const step = evidenceAttackStep(network, start.y, config);
    const logLambda = makeTypedArray(config.dtype, start.lambda.data.length);
    for (const [i, value] of start.lambda.data.entries()) {
      logLambda[i] = Math.log(Math.max(value, smallestShare / start.lambda.data.length));
    }
    const given = resume?.arrays ?? { x: start.x, logLambda: makeHostTensor(logLambda, start.lambda.shape) };
    for (const [name, { shape }] of Object.entries(step.state)) {
      const tensor = given[name];
      if (tensor === undefined ? resume !== undefined : !sameShape(tensor.shape, shape)) {
        throw new DomainError(
          `evidence attack: the checkpoint has no ${name} of shape ${formatShape(shape)}; start anew`,
        );
      }
    }
    const programs = [await backend.compile(step.measure), await backend.compile(step.update)] as const;
    const state: Record<string, DeviceTensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(step.state)) {
      const tensor = given[name] ?? fillHostTensor(0, shape, dtype);
      state[name] = await backend.upload(toHostDtype(tensor, dtype));
    }
    return new EvidenceLoop(
      config,
      step,
      backend,
      programs,
      network.layers[0]!.weight.shape[0]!,
      state,
      resume?.iteration ?? 0,
    );
  }

  /** One update.
   *
   * @returns the evidence before it, if it is wanted
   * @throws {ConvergenceError} if it is not finite
   */
  async advance(wanted: boolean): Promise<Omit<EvidenceRecord, 'iteration' | 'seconds'> | undefined> {
    const { iteration } = this;
    const noise = noiseAt(this.#config, iteration);
    const scalars = await this.#scalars.tensors(this.#scalarsAt(iteration));
    const { x, logLambda } = this.#state;
    const { alpha, misfit } = scalars;
    const measured = await this.#measure.run({ x: x!, logLambda: logLambda!, alpha: alpha!, misfit: misfit! });
    const gram = await this.#backend.read(measured.gram!);
    this.#backend.release(measured.gram!);
    const count = gram.shape[0]!;
    const matrix = Float64Array.from(gram.data);
    for (let i = 0; i < count; i++) matrix[i * count + i]! += noise ** 2;
    if (!matrix.every(Number.isFinite)) {
      this.#backend.release(measured.within!);
      throw new ConvergenceError(`evidence attack: not finite at iteration ${iteration}; lower the step sizes`);
    }
    const { inverse, logDeterminant } = invertPositiveDefinite(matrix, count);
    const uploaded = await this.#backend.upload(
      toHostDtype(makeHostTensor(inverse, [count, count]), this.#config.dtype),
    );
    const outputs = await this.#update.run(
      { ...this.#state, ...scalars, inverse: uploaded, within: measured.within! },
      { donate: [...Object.keys(this.#state), 'inverse', 'within'] },
    );
    this.#state = mapRecord(this.#step.state, (_, name) => outputs[name]!);
    this.iteration++;
    const fit = wanted ? (await this.#backend.read(outputs.misfitSquare!)).data[0]! : undefined;
    this.#backend.release(outputs.misfitSquare!);
    if (fit === undefined) return undefined;
    const occam = this.#neurons * (logDeterminant - count * Math.log(noise ** 2));
    if (!Number.isFinite(fit)) {
      throw new ConvergenceError(`evidence attack: not finite at iteration ${iteration}; lower the step sizes`);
    }
    return { noise, value: fit + occam, fit, occam };
  }

  /** Points and the logarithms of the multipliers. */
  async read(): Promise<{ readonly x: HostTensor; readonly logLambda: HostTensor }> {
    return { x: await this.#backend.read(this.#state.x!), logLambda: await this.#backend.read(this.#state.logLambda!) };
  }

  /** Copy the whole state to the host. */
  async readState(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    return read;
  }

  /** Release the state, the scalars and the programs. */
  async dispose(): Promise<void> {
    this.#scalars.release();
    for (const tensor of Object.values(this.#state)) this.#backend.release(tensor);
    this.#state = {};
    await this.#measure.dispose();
    await this.#update.dispose();
  }

  #scalarsAt(iteration: number): Record<string, number> {
    const { alpha, misfit, contrast, schedule, maxIterations, stepSize, logLambdaStepSize } = this.#config;
    const corrected = this.#optimizer.scalarsAt(iteration);
    const factor = corrected.stepFactor * stepFactor(schedule, iteration, maxIterations);
    return {
      alpha,
      misfit,
      variance: noiseAt(this.#config, iteration) ** 2,
      contrast: (2 * contrast * iteration) / maxIterations,
      stepSize: stepSize * factor,
      logLambdaStepSize: logLambdaStepSize * factor,
      ...corrected.named,
    };
  }
}
