import type { LabelledData } from '@noprior/datasets';
import {
  type Backend,
  DeviceLoop,
  type DeviceTensor,
  type Dtype,
  definedOnly,
  makeRandom,
  simplify,
} from '@noprior/tensor';
import { gaussianMu } from './gaussian-privacy.ts';
import { checkLabelledData } from './labelled-data.ts';
import { checkBinaryNetwork, parameters, type ReluNetwork, toNetworkDtype } from './network.ts';
import { checkPrivateOptions, type PrivateTrainingOptions } from './private-training-options.ts';
import { noiseName, privateTrainingStep } from './private-training-step.ts';
import { descend, type TrainingEnd } from './training-loop.ts';
import { secondsSince } from './training-progress.ts';

/** A network that was trained privately. Only the network and `mu` are covered by the account; the loss is that of the data. */
export interface PrivateTrainingResult {
  /** With the given network's preprocessing and metadata, and a field `training` in the metadata, which has neither loss nor seed. */
  readonly network: ReluNetwork;
  /** Steps taken. */
  readonly iterations: number;
  /** The training is mu-GDP, see `gaussianEpsilon`; Infinity without noise. */
  readonly mu: number;
  /** Mean logistic loss of this network; 0 where it underflows, unlike `logLoss`. */
  readonly loss: number;
  /** ln(loss) */
  readonly logLoss: number;
  /** Seconds of this call. */
  readonly seconds: number;
  /** `maxIterations` once every step was taken. */
  readonly ended: Exclude<TrainingEnd, 'targetLoss'>;
}

/** Train by full-batch differentially private gradient descent on the logistic loss:
 * `theta <- theta - (eta / n) (sum_i min(1, C / ||g_i||) g_i + sigma C N(0, I))`, T times, g_i the gradient of sample i's loss.
 *
 * It is DP-SGD with every sample in every batch. The sum changes by at most C with the presence of one sample, so that a step is
 * (1 / sigma)-GDP and T of them are sqrt(T) / sigma, all iterates together, the last one included. What that assumes: neighbours differ by one
 * sample added or removed (replaced: twice the mu), n is public; what was chosen by looking at the data, such as a mean that was
 * subtracted, the number of steps, or this network among several, is not covered. The noise is a study's, not a product's: its generator
 * has 32 bits of state to guess and is not cryptographic, and floating-point numbers have gaps.
 *
 * The whole step is one compiled graph, with noise from the host as an input; parameters stay on the device.
 *
 * @param network  the start, one output unit; it must not depend on the data
 * @param data     x [n, d] and y [n], -1 or +1
 * @throws {ShapeError} {DtypeError} {DomainError} for a network, data or options that do not fit
 * @throws {ConvergenceError} if the loss is not finite; the message names the iteration
 * @see Abadi et al. 2016, arXiv:1607.00133, algorithm 1, there with sampled batches and Renyi bounds
 * @see Dong, Roth, Su 2019, arXiv:1905.02383, theorem 2.7 and corollary 3.3, for the account
 * @example
 * const noiseMultiplier = noiseForEpsilon(10, 1e-3, 500);
 * const { network } = await trainPrivately(backend, start, data, { clip: 1, noiseMultiplier, stepSize: 1, steps: 500, seed: 7 });
 */
export async function trainPrivately(
  backend: Backend,
  network: ReluNetwork,
  data: LabelledData,
  options: PrivateTrainingOptions,
): Promise<PrivateTrainingResult> {
  const began = performance.now();
  const { dtype = 'float32', clip, noiseMultiplier, stepSize, steps, seed } = options;
  checkBinaryNetwork(network);
  checkLabelledData(data, network, 'trainPrivately');
  checkPrivateOptions(options);
  const start = toNetworkDtype(network, dtype);
  const graph = simplify(privateTrainingStep(start, data.x.shape[0]!, dtype, { clip, noiseMultiplier, stepSize }));
  const loop = await DeviceLoop.open(backend, graph, parameters(start), { fixed: { x: data.x, y: data.y } });
  const drawInputs = noiseStreams(backend, start, dtype, seed);
  const { maxSeconds, evaluateEvery, onProgress, signal } = options;
  try {
    const end = await descend({
      operation: 'trainPrivately',
      loop,
      start,
      iteration: 0,
      options: {
        // No loss ends it.
        targetLoss: 0,
        maxIterations: steps,
        ...definedOnly({ maxSeconds, evaluateEvery, onProgress, signal }),
      },
      rule: { schedule: 'constant', stepSize },
      began,
      ...(noiseMultiplier > 0 ? { drawInputs } : {}),
      save: async () => {},
    });
    const { iterations, logLoss } = end;
    const mu = gaussianMu(noiseMultiplier, iterations);
    const training = {
      ...{ algorithm: 'private', noiseMultiplier, stepSize, dtype, backend: backend.name, iterations },
      ...(Number.isFinite(clip) ? { clip } : {}),
      ...(Number.isFinite(mu) ? { mu } : {}),
    };
    return {
      network: { ...end.network, metadata: { ...network.metadata, training: JSON.stringify(training) } },
      iterations,
      mu,
      loss: Math.exp(logLoss),
      logLoss,
      seconds: secondsSince(began),
      ended: end.ended === 'targetLoss' ? 'maxIterations' : end.ended,
    };
  } finally {
    await loop.dispose();
  }
}

/** Standard normal noise for one step after the other, a stream for each parameter. */
function noiseStreams(
  backend: Backend,
  network: ReluNetwork,
  dtype: Dtype,
  seed: number,
): () => Promise<Record<string, DeviceTensor>> {
  const streams = Object.entries(parameters(network)).map(([name, { shape }]) => {
    return { name: noiseName(name), shape, random: makeRandom(seed).fork(`private-training/${name}`) };
  });
  return async () => {
    const noise: Record<string, DeviceTensor> = {};
    for (const { name, shape, random } of streams)
      noise[name] = await backend.upload(random.normalTensor(shape, 1, dtype));
    return noise;
  };
}
