import { type Candidates, checkCandidates } from '@noprior/kkt-loss';
import { invertPositiveDefinite } from '@noprior/linear-algebra';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  ConvergenceError,
  DeviceLoop,
  type DeviceTensor,
  DomainError,
  type Executable,
  fillHostTensor,
  type HostTensor,
  makeHostTensor,
  makeTypedArray,
  startAnew,
  toHostDtype,
  wording,
} from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRun, AttackState } from '../attack.ts';
import { checkState } from '../run/check-state.ts';
import { foundByMultipliers } from '../run/found-by-multipliers.ts';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { drawSpanStart } from '../starts/span-start.ts';
import type { EvidenceAttackConfig } from './evidence-attack-config.ts';
import { type EvidenceAttackStep, evidenceAttackStep, noiseAt } from './evidence-attack-step.ts';
import { EvidenceMeter, type FirstLayerEvidence } from './evidence-meter.ts';

/** Multipliers below this share of 1/n start there, so that their logarithm is finite. */
const smallestShare = 1e-3;

/** What an evidence attack in progress holds on the device. */
interface Programs {
  readonly step: EvidenceAttackStep;
  readonly measure: Executable;
  /** `alpha` and `misfit` for `measure`, which stay. */
  readonly fixed: Readonly<Record<string, DeviceTensor>>;
  readonly loop: DeviceLoop;
  readonly meter: EvidenceMeter;
}

/** An evidence attack in progress: two programs an iteration with an n x n Cholesky inversion in float64 on the host
 * between them; everything else stays on the device. Points are clipped to the box, multipliers stay positive by
 * their logarithms. */
export class EvidenceAttackRun implements AttackRun {
  readonly maxIterations: number;
  iteration: number;
  readonly #config: EvidenceAttackConfig;
  readonly #backend: Backend;
  readonly #programs: Programs;
  /** [n] labels of the candidates. */
  readonly #y: HostTensor;

  private constructor(
    config: EvidenceAttackConfig,
    backend: Backend,
    programs: Programs,
    { y, iteration }: { readonly y: HostTensor; readonly iteration: number },
  ) {
    this.maxIterations = config.maxIterations;
    this.iteration = iteration;
    this.#config = config;
    this.#backend = backend;
    this.#programs = programs;
    this.#y = y;
  }

  /** Draw or take the candidates, compile the programs, and put their state on the device. */
  static async begin(
    network: ReluNetwork,
    config: EvidenceAttackConfig,
    { backend, start: given, state }: AttackContext,
  ): Promise<EvidenceAttackRun> {
    const start = state === undefined ? (given ?? (await startOf(network, config, backend))) : candidatesOf(state);
    checkCandidates(network, start, config.objective);
    const { y } = start;
    const step = evidenceAttackStep(network, y, config);
    const initial =
      state === undefined
        ? { x: start.x, logLambda: logarithms(start.lambda, config) }
        : checkState('evidence attack', state, step.state);
    const programs = await compile(step, network, config, backend, { initial, y });
    return new EvidenceAttackRun(config, backend, programs, { y, iteration: state?.iteration ?? 0 });
  }

  async advance(evaluate: boolean): Promise<AttackAdvance> {
    const { iteration } = this;
    const { step, loop, meter } = this.#programs;
    const noise = noiseAt(this.#config, iteration);
    const { gram, shared } = await this.#measure();
    let inverse: DeviceTensor;
    let before: FirstLayerEvidence | undefined;
    try {
      const inverted = invertWithNoise(gram, noise, iteration);
      before = evaluate ? await meter.measure(await this.#candidates(), noise) : undefined;
      inverse = await this.#backend.upload(toHostDtype(inverted, this.#config.dtype));
    } catch (error) {
      this.#release(shared);
      throw error;
    }
    await loop.step(step.scalarsAt(iteration), { inputs: { inverse, ...shared } });
    this.iteration++;
    if (before === undefined) return {};
    if (!Number.isFinite(before.value)) throw notFinite(iteration);
    return { record: { iteration, values: { noise, ...before } } };
  }

  async found(): Promise<AttackFound> {
    const { x, lambda, y } = await this.#candidates();
    const { dtype } = this.#config;
    return foundByMultipliers({ x, lambda, y: toHostDtype(y, dtype) }, {});
  }

  async state(): Promise<AttackState> {
    return { arrays: { ...(await this.#programs.loop.read()), y: this.#y }, lists: {} };
  }

  async dispose(): Promise<void> {
    const { loop, fixed, measure, meter } = this.#programs;
    this.#release(fixed);
    await loop.dispose();
    await measure.dispose();
    await meter.dispose();
  }

  /** The candidates of the present state, in the dtype of the attack. */
  async #candidates(): Promise<Candidates> {
    const { state } = this.#programs.loop;
    const [x, logLambda] = [await this.#backend.read(state.x!), await this.#backend.read(state.logLambda!)];
    const lambda = makeTypedArray(this.#config.dtype, logLambda.data.length);
    const columns = logLambda.shape[1] ?? 0;
    for (const [at, value] of logLambda.data.entries()) {
      // With a multiplier for every class the one of a candidate's own class takes no part.
      const isOwn = columns > 0 && at % columns === this.#y.data[Math.floor(at / columns)];
      lambda[at] = isOwn ? 0 : Math.exp(value);
    }
    return { x, lambda: makeHostTensor(lambda, logLambda.shape), y: this.#y };
  }

  /** S S^T on the host, and on the device what the update takes from its computation. */
  async #measure(): Promise<{ readonly gram: HostTensor; readonly shared: Record<string, DeviceTensor> }> {
    const { measure, fixed, loop } = this.#programs;
    const { x, logLambda } = loop.state;
    const { gram, ...shared } = await measure.run({ x: x!, logLambda: logLambda!, ...fixed });
    const read = await this.#backend.read(gram!);
    this.#backend.release(gram!);
    return { gram: read, shared };
  }

  #release(tensors: Readonly<Record<string, DeviceTensor>>): void {
    for (const tensor of Object.values(tensors)) this.#backend.release(tensor);
  }
}

/** [n, n] (S S^T + sigma^2 I)^-1 in float64.
 *
 * @throws {ConvergenceError} if S S^T is not finite
 */
function invertWithNoise(gram: HostTensor, noise: number, iteration: number): HostTensor {
  const count = gram.shape[0]!;
  const matrix = Float64Array.from(gram.data);
  for (let i = 0; i < count; i++) matrix[i * count + i]! += noise ** 2;
  if (!matrix.every(Number.isFinite)) throw notFinite(iteration);
  return makeHostTensor(invertPositiveDefinite(matrix, count).inverse, [count, count]);
}

async function compile(
  step: EvidenceAttackStep,
  network: ReluNetwork,
  { alpha, misfit, dtype, objective = 'binary' }: EvidenceAttackConfig,
  backend: Backend,
  { initial, y }: { readonly initial: Readonly<Record<string, HostTensor>>; readonly y: HostTensor },
): Promise<Programs> {
  const numbers = { alpha: fillHostTensor(alpha, [], dtype), misfit: fillHostTensor(misfit, [], dtype) };
  const measure = await backend.compile(step.measure);
  const loop = await DeviceLoop.open(backend, step.update, initial, { fixed: numbers });
  const fixed = { alpha: await backend.upload(numbers.alpha), misfit: await backend.upload(numbers.misfit) };
  const shapes = { x: initial.x!.shape, lambda: initial.logLambda!.shape, y: y.shape };
  const hasFloat64 = backend.dtypes.includes('float64');
  const meter = await EvidenceMeter.open(backend, network, shapes, {
    // In float32 the Gram form of a value loses its digits to cancellation.
    form: hasFloat64 ? step.form : 'direct',
    dtype: hasFloat64 ? 'float64' : dtype,
    misfit,
    alpha,
    objective,
  });
  return { step, measure, fixed, loop, meter };
}

function notFinite(iteration: number): ConvergenceError {
  return new ConvergenceError(`evidence attack: not finite at iteration ${iteration}; lower the step sizes`);
}

/** Logarithms of multipliers, each of which is at least a small share. */
function logarithms(lambda: HostTensor, { dtype }: EvidenceAttackConfig): HostTensor {
  const least = smallestShare / lambda.data.length;
  const logLambda = makeTypedArray(dtype, lambda.data.length);
  for (const [i, value] of lambda.data.entries()) logLambda[i] = Math.log(Math.max(value, least));
  return makeHostTensor(logLambda, lambda.shape);
}

async function startOf(network: ReluNetwork, config: EvidenceAttackConfig, backend: Backend): Promise<Candidates> {
  const { start, prior, seed, dtype } = config;
  if (start === undefined) return evidenceStart(network, config);
  const { candidatesPerClass } = prior;
  return drawSpanStart(start, network, backend, { candidatesPerClass, scale: 'sum', seed, dtype });
}

/** What an evidence attack begins with unless it is given something else: points by the prior's law; multipliers
 * uniform, of a size at which all together explain a layer of unit norm, in the unit of scale `sum`.
 *
 * @throws {DomainError} for a seed out of range
 */
export function evidenceStart(
  network: ReluNetwork,
  { prior, seed, dtype, objective }: EvidenceAttackConfig,
): Candidates {
  const outputs = outputSize(network);
  const start = initialCandidates({ ...prior, lambdaMin: 0 }, inputSize(network), seed, dtype, { objective, outputs });
  const count = start.y.data.length;
  const lambda = start.lambda.data.map((value: number) => (0.8 * value) / count);
  return { ...start, lambda: makeHostTensor(lambda, start.lambda.shape) };
}

/** @throws {DomainError} if a tensor of the candidates is missing */
function candidatesOf({ arrays: { x, logLambda, y } }: AttackState): Candidates {
  if (x === undefined || logLambda === undefined || y === undefined) {
    throw new DomainError(wording`evidence attack: the checkpoint lacks x, logLambda or y; ${startAnew}`);
  }
  return { x, lambda: makeHostTensor(logLambda.data.map(Math.exp), logLambda.shape), y };
}
