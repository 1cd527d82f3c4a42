import { type Candidates, checkCandidates, checkObjective } from '@noprior/kkt-loss';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
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
  sameShape,
  toHostDtype,
} from '@noprior/tensor';
import { attackFingerprint, checkFingerprint } from '../attack-fingerprint.ts';
import { initialCandidates } from '../initial-candidates.ts';
import { invertPositiveDefinite } from '../internal/invert-positive-definite.ts';
import { adam } from '../optimizers/adam.ts';
import type { AttackSnapshot } from '../run-attack.ts';
import { ScalarFeed } from '../scalar-feed.ts';
import { stepFactor } from '../schedules.ts';
import { checkEvidenceAttackConfig, type EvidenceAttackConfig } from './evidence-attack-config.ts';
import { type EvidenceAttackStep, evidenceAttackStep } from './evidence-attack-step.ts';
import { type EvidenceCheckpoint, saveEvidenceCheckpoint } from './evidence-checkpoint.ts';
import type { EvidenceRecord } from './evidence-record.ts';

/** News of a running evidence attack. */
export interface EvidenceProgress {
  readonly iteration: number;
  readonly maxIterations: number;
  readonly seconds: number;
  /** Estimate from the pace so far; NaN before there is one. */
  readonly secondsLeft: number;
  readonly record: EvidenceRecord;
}

/** How an evidence attack is run; nothing here but `start` and an early end changes its numbers. */
export interface RunEvidenceAttackOptions {
  readonly backend: Backend;
  /** Iterations between two records. Default 100. */
  readonly recordEvery?: number;
  readonly onProgress?: (progress: EvidenceProgress) => void;
  /** Called after every record, with the candidates as they are then. The time spent in it counts; keep them and score later. */
  readonly onCandidates?: (snapshot: AttackSnapshot) => void;
  /** Where to keep the state, and how often, at records; also written when the run is cut short. */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number };
  /** Continue from here. */
  readonly resume?: EvidenceCheckpoint;
  /** Aborting ends the run after the current iteration, with a checkpoint if there is a place for one; what was found so far
   * is returned. */
  readonly signal?: AbortSignal;
  /** Ends the run, like an abort, once this call has iterated for so long. */
  readonly maxSeconds?: number;
  /** Start from these candidates, multipliers in the unit of scale `sum`, instead of drawing them: another attack's
   * result, or the truth as a reference from the defender's side. Not used with `resume`. */
  readonly start?: Candidates;
}

/** What an evidence attack found. */
export interface EvidenceAttackResult {
  /** Multipliers in the unit of scale `sum`. */
  readonly candidates: Candidates;
  readonly records: readonly EvidenceRecord[];
  readonly iterations: number;
  /** Those of earlier parts of a resumed run included. */
  readonly seconds: number;
  readonly ended: 'maxIterations' | 'maxSeconds' | 'aborted';
}

/** Multipliers below this share of 1/n start there, so that their logarithm is finite. */
const smallestShare = 1e-3;

/** Search for points and multipliers of the highest evidence in the first layer.
 *
 * Two programs an iteration with an n x n Cholesky inversion in float64 on the host between them; everything else stays on
 * the device. Points are clipped to the box, multipliers stay positive by their logarithms.
 *
 * @param network  checked; its parameters are converted to `config.dtype`
 * @throws {DomainError} for a configuration or an option outside its range, or a checkpoint of another run
 * @throws {ShapeError} if network, box and start do not fit together
 * @throws {DtypeError} if the backend does not offer `config.dtype`
 * @throws {ConvergenceError} if the evidence is not finite; the message names the iteration
 * @see {@link firstLayerEvidence}
 * @example await runEvidenceAttack(network, evidenceAttackDefaults, { backend: openReference() })
 */
export async function runEvidenceAttack(
  network: ReluNetwork,
  config: EvidenceAttackConfig,
  options: RunEvidenceAttackOptions,
): Promise<EvidenceAttackResult> {
  const { objective = 'binary' } = config;
  checkObjective(network, objective);
  checkEvidenceAttackConfig(config, inputSize(network));
  const { backend, recordEvery = 100, checkpoint, resume, maxSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(Number.isSafeInteger(recordEvery) && recordEvery > 0)) {
    throw new DomainError(`evidence attack: recordEvery must be a positive integer, got ${recordEvery}`);
  }
  if (!(maxSeconds > 0)) throw new DomainError(`evidence attack: maxSeconds must be positive, got ${maxSeconds}`);
  if (checkpoint !== undefined && !(checkpoint.everySeconds >= 0)) {
    throw new DomainError(
      `evidence attack: checkpoint.everySeconds must be at least 0, got ${checkpoint.everySeconds}`,
    );
  }
  const fingerprint = attackFingerprint(network, config, backend.name);
  if (resume !== undefined) checkFingerprint(resume.fingerprint, fingerprint);
  const start = resume === undefined ? (options.start ?? drawStart(network, config)) : candidatesOf(resume);
  checkCandidates(network, start, objective);
  const loop = await EvidenceLoop.open(network, start, config, backend, resume);
  const began = performance.now();
  const secondsHere = () => (performance.now() - began) / 1000;
  const seconds = () => (resume?.seconds ?? 0) + secondsHere();
  const records: EvidenceRecord[] = [...(resume?.records ?? [])];
  const save = async (path: string): Promise<void> => {
    const state = { ...(await loop.readState()), y: start.y };
    await saveEvidenceCheckpoint(path, { iteration: loop.iteration, seconds: seconds(), records, state, fingerprint });
  };
  let savedAt = seconds();
  const current = async (): Promise<Candidates> => {
    const { x, logLambda } = await loop.read();
    const lambda = makeTypedArray(config.dtype, logLambda.data.length);
    const columns = logLambda.shape[1] ?? 0;
    for (const [at, value] of logLambda.data.entries()) {
      // With a multiplier for every class the one of a candidate's own class takes no part.
      const isOwn = columns > 0 && at % columns === start.y.data[Math.floor(at / columns)];
      lambda[at] = isOwn ? 0 : Math.exp(value);
    }
    return { x, lambda: makeHostTensor(lambda, logLambda.shape), y: toHostDtype(start.y, config.dtype) };
  };
  let yieldedAt = began;
  let ended: EvidenceAttackResult['ended'] = 'maxIterations';
  try {
    while (loop.iteration < config.maxIterations) {
      if (options.signal?.aborted || secondsHere() >= maxSeconds) {
        ended = options.signal?.aborted ? 'aborted' : 'maxSeconds';
        if (checkpoint !== undefined) await save(checkpoint.path);
        break;
      }
      const { iteration } = loop;
      const wanted = iteration % recordEvery === 0 || iteration === config.maxIterations - 1;
      const found = await loop.advance(wanted);
      if (found !== undefined) {
        const record = { iteration, seconds: seconds(), ...found };
        records.push(record);
        const pace = secondsHere() / (loop.iteration - (resume?.iteration ?? 0));
        const secondsLeft = pace * (config.maxIterations - loop.iteration);
        options.onProgress?.({
          iteration,
          maxIterations: config.maxIterations,
          seconds: record.seconds,
          secondsLeft,
          record,
        });
        if (options.onCandidates !== undefined) {
          options.onCandidates({ iteration: loop.iteration, seconds: record.seconds, candidates: await current() });
        }
        if (checkpoint !== undefined && seconds() - savedAt >= checkpoint.everySeconds) {
          await save(checkpoint.path);
          savedAt = seconds();
        }
      }
      if (performance.now() - yieldedAt > 50) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        yieldedAt = performance.now();
      }
    }
    return { candidates: await current(), records, iterations: loop.iteration, seconds: seconds(), ended };
  } finally {
    await loop.dispose();
  }
}

/** Points by the prior's law; multipliers uniform, of a size at which all together explain a layer of unit norm. */
function drawStart(network: ReluNetwork, { prior, seed, dtype, objective }: EvidenceAttackConfig): Candidates {
  const outputs = outputSize(network);
  const start = initialCandidates({ ...prior, lambdaMin: 0 }, inputSize(network), seed, dtype, { objective, outputs });
  const count = start.y.data.length;
  const lambda = start.lambda.data.map((value: number) => (0.8 * value) / count);
  return { ...start, lambda: makeHostTensor(lambda, start.lambda.shape) };
}

/** Points, multipliers and labels of a checkpoint.
 *
 * @throws {DomainError} if one of their tensors is missing
 */
function candidatesOf({ state: { x, logLambda, y } }: EvidenceCheckpoint): Candidates {
  if (x === undefined || logLambda === undefined || y === undefined) {
    throw new DomainError('evidence attack: the checkpoint lacks x, logLambda or y; start anew');
  }
  return { x, lambda: makeHostTensor(logLambda.data.map(Math.exp), logLambda.shape), y };
}

/** sigma of an iteration. */
function noiseAt({ noise: { from, to }, maxIterations }: EvidenceAttackConfig, iteration: number): number {
  return from * (to / from) ** Math.min(1, iteration / (0.7 * maxIterations));
}

/** The state on the device, and the two programs that move it. */
class EvidenceLoop {
  readonly #config: EvidenceAttackConfig;
  readonly #step: EvidenceAttackStep;
  readonly #backend: Backend;
  readonly #measure: Executable;
  readonly #update: Executable;
  readonly #scalars: ScalarFeed;
  readonly #optimizer = adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  readonly #neurons: number;
  #state: Record<string, DeviceTensor>;
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

  static async open(
    network: ReluNetwork,
    start: Candidates,
    config: EvidenceAttackConfig,
    backend: Backend,
    resume: EvidenceCheckpoint | undefined,
  ): Promise<EvidenceLoop> {
    const step = evidenceAttackStep(network, start.y, config);
    const logLambda = makeTypedArray(config.dtype, start.lambda.data.length);
    for (const [i, value] of start.lambda.data.entries()) {
      logLambda[i] = Math.log(Math.max(value, smallestShare / start.lambda.data.length));
    }
    const given = resume?.state ?? { x: start.x, logLambda: makeHostTensor(logLambda, start.lambda.shape) };
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

  /** One update. @returns the evidence before it, if it is wanted */
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

  async read(): Promise<{ readonly x: HostTensor; readonly logLambda: HostTensor }> {
    return { x: await this.#backend.read(this.#state.x!), logLambda: await this.#backend.read(this.#state.logLambda!) };
  }

  /** Copy the whole state to the host. */
  async readState(): Promise<Record<string, HostTensor>> {
    const read: Record<string, HostTensor> = {};
    for (const [name, tensor] of Object.entries(this.#state)) read[name] = await this.#backend.read(tensor);
    return read;
  }

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
