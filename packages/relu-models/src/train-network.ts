import {
  type Backend,
  ConvergenceError,
  type DeviceTensor,
  type Executable,
  type HostTensor,
  simplify,
  toHostDtype,
} from '@noprior/tensor';
import { checkLabelledData, type LabelledData } from './labelled-data.ts';
import {
  checkNetwork,
  parameterNames,
  parameters,
  type ReluNetwork,
  toNetworkDtype,
  withParameters,
} from './network.ts';
import { loadCheckpoint, saveCheckpoint, trainingIdentity } from './training-checkpoint.ts';
import { checkLimits, type StepRule, type TrainingOptions, toStepRule } from './training-options.ts';
import { addRecord, estimateSecondsLeft, type LossRecord } from './training-progress.ts';
import { trainingStep } from './training-step.ts';

/** Why a training ended. */
export type StopReason = 'targetLoss' | 'maxIterations' | 'maxSeconds' | 'aborted';

/** A trained network and how it came about. */
export interface TrainingResult {
  /** With the given network's preprocessing and metadata, and a field `training` in the metadata. */
  readonly network: ReluNetwork;
  /** Steps taken, those before a resume included. */
  readonly iterations: number;
  /** Steps that the checkpoint had, 0 without a resume. */
  readonly resumedFrom: number;
  /** Mean logistic loss of this network; 0 where it underflows, unlike `logLoss`. */
  readonly loss: number;
  /** ln(loss) */
  readonly logLoss: number;
  /** Seconds of this call. */
  readonly seconds: number;
  readonly stopped: StopReason;
}

/** Train by full-batch gradient descent on the mean logistic loss `(1/n) sum_i ln(1 + exp(-y_i Phi(theta; x_i)))`.
 *
 * The whole step is one compiled graph; parameters stay on the device, and all that comes back is the loss, every
 * `checkEvery` steps. Stopping, resuming and looking do not change the numbers: a training continued on the same backend
 * ends with the same bits as one without interruption.
 *
 * @param network  the start; {@link makeNetwork} makes one
 * @param data     x [n, d] and y [n]
 * @throws {ShapeError} {DtypeError} {DomainError} for a network, data or options that do not fit
 * @throws {ConvergenceError} if the loss is not finite; the message names the iteration
 * @throws {FormatError} if the checkpoint to resume from belongs to another training
 * @see Haim et al. 2022, arXiv:2206.07758, for the constant schedule (there up to 1e6 steps of 0.01)
 * @example const { network } = await trainNetwork(backend, start, data, { targetLoss: 1e-6 })
 */
export async function trainNetwork(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: TrainingOptions = {},
): Promise<TrainingResult> {
  const began = performance.now();
  const { dtype = 'float32', checkpoint } = options;
  checkNetwork(network);
  checkLabelledData(data, network, 'trainNetwork');
  checkLimits(options);
  const rule = toStepRule(options);
  const start = toNetworkDtype(network, dtype);
  const identity = trainingIdentity(start, data, rule, dtype);
  const resumed =
    options.resume === true && checkpoint !== undefined ? await loadCheckpoint(checkpoint.path, identity) : undefined;
  const executable = await backend.compile(simplify(trainingStep(start, data.x.shape[0]!, dtype, rule)));
  const x = await backend.upload(toHostDtype(data.x, dtype));
  const y = await backend.upload(toHostDtype(data.y, dtype));
  try {
    const end = await descend({
      backend,
      executable,
      x,
      y,
      start: resumed?.network ?? start,
      iteration: resumed?.iteration ?? 0,
      options,
      rule,
      began,
      save: async (saved, iteration) => {
        if (checkpoint !== undefined) await saveCheckpoint(checkpoint.path, { network: saved, iteration }, identity);
      },
    });
    const loss = Math.exp(end.logLoss);
    const training = { ...rule, dtype, backend: backend.name, iterations: end.iterations, loss, logLoss: end.logLoss };
    return {
      ...end,
      network: { ...end.network, metadata: { ...network.metadata, training: JSON.stringify(training) } },
      resumedFrom: resumed?.iteration ?? 0,
      loss,
      seconds: secondsSince(began),
    };
  } finally {
    backend.release(x);
    backend.release(y);
    await executable.dispose();
  }
}

interface Descent {
  readonly backend: Backend;
  readonly executable: Executable;
  readonly x: DeviceTensor;
  readonly y: DeviceTensor;
  readonly start: ReluNetwork;
  readonly iteration: number;
  readonly options: TrainingOptions;
  readonly rule: StepRule;
  readonly began: number;
  readonly save: (network: ReluNetwork, iteration: number) => Promise<void>;
}

/** The loop. At a look at the loss the step runs without giving its inputs up: its loss belongs to them, so they are what
 * is returned or saved. */
async function descend(
  descent: Descent,
): Promise<Pick<TrainingResult, 'network' | 'iterations' | 'logLoss' | 'stopped'>> {
  const { backend, executable, x, y, start, options, rule, began, save } = descent;
  const { checkEvery = 10, maxIterations = 1_000_000, maxSeconds = Number.POSITIVE_INFINITY, signal } = options;
  const limits = {
    schedule: rule.schedule,
    logTarget: Math.log(options.targetLoss ?? 1e-6),
    maxIterations,
    maxSeconds,
  };
  const everySeconds = options.checkpoint?.everySeconds ?? 60;
  const names = parameterNames(start);
  let state: Record<string, DeviceTensor> = {};
  for (const [name, tensor] of Object.entries(parameters(start))) state[name] = await backend.upload(tensor);
  let iteration = descent.iteration;
  let records: LossRecord[] = [];
  let savedAt = secondsSince(began);
  let yieldedAt = savedAt;
  const stopAtOnce = (): boolean => signal?.aborted === true || secondsSince(began) >= maxSeconds;
  try {
    for (;;) {
      if (iteration % checkEvery !== 0 && iteration < maxIterations && !stopAtOnce()) {
        const { logLoss, ...next } = await executable.run({ ...state, x, y }, { donate: names });
        backend.release(logLoss!);
        state = next;
        iteration++;
        continue;
      }
      const { logLoss: lossOnDevice, ...next } = await executable.run({ ...state, x, y });
      const logLoss = (await backend.read(lossOnDevice!)).data[0]!;
      backend.release(lossOnDevice!);
      const stopped = Number.isFinite(logLoss) ? stopReason(logLoss) : 'diverged';
      if (stopped === 'diverged') {
        releaseAll(backend, next);
        throw new ConvergenceError(
          `trainNetwork: ln(loss) is ${logLoss} at iteration ${iteration}, looked at every ${checkEvery}; ${advice(rule)}`,
        );
      }
      const seconds = secondsSince(began);
      if (seconds - yieldedAt >= 0.1) {
        // Backends may compute on this thread: timers, signals and sockets get their turn here.
        await new Promise((resume) => setTimeout(resume, 0));
        yieldedAt = secondsSince(began);
      }
      records = addRecord(records, { iteration, logLoss, seconds });
      const secondsLeft = stopped === undefined ? estimateSecondsLeft(records, limits) : 0;
      options.onProgress?.({ iteration, logLoss, loss: Math.exp(logLoss), seconds, secondsLeft });
      if (stopped !== undefined || seconds - savedAt >= everySeconds) {
        const network = stopped === undefined && options.checkpoint === undefined ? start : await readNetwork();
        await save(network, iteration);
        savedAt = secondsSince(began);
        if (stopped !== undefined) {
          releaseAll(backend, next);
          return { network, iterations: iteration, logLoss, stopped };
        }
      }
      releaseAll(backend, state);
      state = next;
      iteration++;
    }
  } finally {
    releaseAll(backend, state);
  }

  function stopReason(logLoss: number): StopReason | undefined {
    if (logLoss <= limits.logTarget) return 'targetLoss';
    if (signal?.aborted === true) return 'aborted';
    if (iteration >= maxIterations) return 'maxIterations';
    return secondsSince(began) >= maxSeconds ? 'maxSeconds' : undefined;
  }

  async function readNetwork(): Promise<ReluNetwork> {
    const read: Record<string, HostTensor> = {};
    for (const name of names) read[name] = await backend.read(state[name]!);
    return withParameters(start, read);
  }
}

function releaseAll(backend: Backend, tensors: Readonly<Record<string, DeviceTensor>>): void {
  for (const tensor of Object.values(tensors)) backend.release(tensor);
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

function advice(rule: StepRule): string {
  return rule.schedule === 'constant' ? 'try a smaller stepSize' : 'try smaller maxLogLossChange and maxRelativeChange';
}
