import type { LabelledData } from '@noprior/datasets';
import { argument, type Backend, DeviceLoop, DomainError, simplify, startAnew, wording } from '@noprior/tensor';
import { checkLabelledData } from './labelled-data.ts';
import { checkNetwork, outputSize, parameters, type ReluNetwork, toNetworkDtype } from './network.ts';
import { loadTrainingCheckpoint, trainingCheckpointWriter, trainingIdentity } from './training-checkpoint.ts';
import { descend, type TrainingEnd } from './training-loop.ts';
import { checkOutputs, labelKind, toLossRule } from './training-loss.ts';
import { checkLimits, type TrainingOptions, toStepRule } from './training-options.ts';
import { secondsSince } from './training-progress.ts';
import { trainingStep } from './training-step.ts';

/** A trained network and how it came about. */
export interface TrainingResult {
  /** With the given network's preprocessing and metadata, and a field `training` in the metadata. */
  readonly network: ReluNetwork;
  /** Steps taken, those before a resume included. */
  readonly iterations: number;
  /** Steps that the checkpoint had, 0 without a resume. */
  readonly resumedFrom: number;
  /** Loss of this network, its decay included; 0 where it underflows, unlike `logLoss`. */
  readonly loss: number;
  /** ln(loss) */
  readonly logLoss: number;
  /** Seconds of this call. */
  readonly seconds: number;
  readonly ended: TrainingEnd;
}

/** Train by full-batch gradient descent on the mean logistic loss `(1/n) sum_i ln(1 + exp(-y_i Phi(theta; x_i)))`, or on the mean
 * of another loss, with or without a decay of the weights.
 *
 * The whole step is one compiled graph; parameters stay on the device, and all that comes back is the loss, every
 * `evaluateEvery` steps. Stopping, resuming and looking do not change the numbers: a training continued on the same backend
 * ends with the same bits as one without interruption.
 *
 * @param network  the start; {@link makeNetwork} makes one
 * @param data     x [n, d] and y [n]: -1 or +1 for `logistic`, classes from 0 for `cross-entropy`, numbers for `squared`
 * @throws {ShapeError} {DtypeError} {DomainError} for a network, data or options that do not fit
 * @throws {DomainError} if that checkpoint is beyond `maxIterations`
 * @throws {ConvergenceError} if the loss is not finite; the message names the iteration
 * @throws {FormatError} if the checkpoint to resume from belongs to another training
 * @see Haim et al. 2022, arXiv:2206.07758, for the constant schedule (there up to 1e6 steps of 0.01)
 * @see Buzaglo et al. 2023, arXiv:2307.01827, for networks with several classes, and regression with a decay
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
  const lossRule = toLossRule(options);
  checkOutputs(lossRule, outputSize(network));
  checkLabelledData(data, network, 'trainNetwork', labelKind(lossRule.loss));
  checkLimits(options);
  const steps = toStepRule(options);
  // The logistic loss is left out, so that its files and checkpoints stay what they were.
  const isPlain = lossRule.loss === 'logistic' && lossRule.weightDecay === 0;
  const { loss: sampleLoss, weightDecay } = lossRule;
  const rule = isPlain ? steps : { ...steps, sampleLoss, weightDecay };
  const start = toNetworkDtype(network, dtype);
  const identity = trainingIdentity(start, data, rule, { dtype, backend: backend.name });
  const resumed =
    options.resume === true && checkpoint !== undefined
      ? await loadTrainingCheckpoint(checkpoint.path, identity, start)
      : undefined;
  const { maxIterations = Number.POSITIVE_INFINITY } = options;
  if (resumed !== undefined && resumed.iteration > maxIterations) {
    throw new DomainError(
      wording`trainNetwork: the checkpoint is at iteration ${resumed.iteration}, beyond ${argument('maxIterations')} ${maxIterations}; ask for at least as many, or ${startAnew}`,
    );
  }
  const save = checkpoint && trainingCheckpointWriter(checkpoint.path, identity);
  const graph = simplify(trainingStep(start, data.x.shape[0]!, dtype, steps, lossRule));
  const from = resumed?.network ?? start;
  const loop = await DeviceLoop.open(backend, graph, parameters(from), { fixed: { x: data.x, y: data.y } });
  try {
    const end = await descend({
      operation: 'trainNetwork',
      loop,
      start: from,
      iteration: resumed?.iteration ?? 0,
      options,
      rule: steps,
      began,
      stepsPerRun: stepsPerRun(from, data.x.shape[0]!),
      save: async (state) => save?.({ ...state, seconds: (resumed?.seconds ?? 0) + secondsSince(began) }),
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
    await loop.dispose();
  }
}

/** Multiplications that one run of the backend should take, some hundredths of a second: an interruption waits for it. */
const multiplicationsPerRun = 1e9;
/** More steps a run gain little. */
const mostStepsPerRun = 9;

/** Steps in one run of the backend. With few samples a step is short, and copying the parameters is a third of it. */
function stepsPerRun(network: ReluNetwork, count: number): number {
  const parameterCount = Object.values(parameters(network)).reduce((total, { data }) => total + data.length, 0);
  return Math.max(1, Math.min(mostStepsPerRun, Math.floor(multiplicationsPerRun / (3 * count * parameterCount))));
}
