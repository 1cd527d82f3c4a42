import { type Candidates, checkCandidates, fromScaleSum, toScaleSum } from '@noprior/kkt-loss';
import { inputSize, outputSize, type ReluNetwork } from '@noprior/relu-models';
import {
  type Backend,
  ConvergenceError,
  DeviceLoop,
  DomainError,
  FormatError,
  type HostTensor,
  sameShape,
  startAnew,
  toHostDtype,
  wording,
} from '@noprior/tensor';
import type { AttackAdvance, AttackContext, AttackFound, AttackRun, AttackState } from '../attack.ts';
import { applyCandidateUpdates, isAnyDue } from '../candidate-updates/apply-candidate-updates.ts';
import type { CandidateUpdateRecord } from '../candidate-updates/candidate-update.ts';
import { checkState } from '../run/check-state.ts';
import { foundByMultipliers } from '../run/found-by-multipliers.ts';
import { initialCandidates } from '../starts/initial-candidates.ts';
import { drawSpanStart } from '../starts/span-start.ts';
import type { KktAttackConfig } from './kkt-attack-config.ts';
import { type KktAttackStep, kktAttackStep } from './kkt-attack-step.ts';
import { type KktFrame, kktFrame } from './kkt-frame.ts';

/** How far a run has come. */
interface Progress {
  readonly frame: KktFrame;
  readonly iteration: number;
  readonly step: KktAttackStep;
  readonly y: HostTensor;
  readonly updates: readonly CandidateUpdateRecord[];
}

/** A KKT attack in progress: the step's state on the device, of which nothing is read but six scalars at an
 * evaluation, and the candidate updates between iterations. Multipliers are in the unit of
 * `config.scale` inside, and in that of scale `sum` in what goes in and comes out. */
export class KktAttackRun implements AttackRun {
  readonly maxIterations: number;
  readonly goal: number | undefined;
  position: number | undefined;
  iteration: number;
  readonly #network: ReluNetwork;
  readonly #frame: KktFrame;
  readonly #config: KktAttackConfig;
  readonly #backend: Backend;
  readonly #loop: DeviceLoop;
  readonly #updates: CandidateUpdateRecord[];
  #step: KktAttackStep;
  /** Labels of the candidates as they are now. */
  #y: HostTensor;

  private constructor(
    network: ReluNetwork,
    config: KktAttackConfig,
    backend: Backend,
    loop: DeviceLoop,
    { frame, iteration, step, y, updates }: Progress,
  ) {
    const { maxIterations, targetLoss } = config;
    this.maxIterations = maxIterations;
    this.goal = targetLoss === undefined || targetLoss <= 0 ? undefined : -Math.log(targetLoss);
    this.iteration = iteration;
    this.#network = network;
    this.#frame = frame;
    this.#config = config;
    this.#backend = backend;
    this.#loop = loop;
    this.#step = step;
    this.#y = y;
    this.#updates = [...updates];
  }

  /** Draw or take the candidates, compile the step, and put its state on the device. */
  static async begin(
    network: ReluNetwork,
    config: KktAttackConfig,
    { backend, start: given, state }: AttackContext,
  ): Promise<KktAttackRun> {
    const start = state === undefined ? await startOf(network, config, backend, given) : candidatesOf(state);
    const frame = kktFrame(network, config);
    checkCandidates(state === undefined ? network : frame.network, start, config.objective);
    const step = kktAttackStep(frame.network, start.y, config, frame.span);
    const initial =
      state === undefined
        ? { x: frame.toFrame(start.x), lambda: start.lambda }
        : checkState('kkt attack', state, step.state);
    const loop = await DeviceLoop.open(backend, step.graph, initial);
    const updates = (state?.lists.candidateUpdates ?? []).map(toUpdateRecord);
    return new KktAttackRun(network, config, backend, loop, {
      frame,
      iteration: state?.iteration ?? 0,
      step,
      y: start.y,
      updates,
    });
  }

  async advance(evaluate: boolean): Promise<AttackAdvance> {
    const { iteration } = this;
    if (isAnyDue(this.#config, iteration)) await this.#applyUpdates();
    const scalars = this.#step.scalarsAt(iteration);
    if (!evaluate) {
      await this.#loop.step(scalars);
      this.iteration++;
      return {};
    }
    const { losses } = this.#step;
    const { broken, finiteSteps, ...read } = await this.#loop.preview(scalars, {
      read: ['broken', 'finiteSteps', ...losses],
    });
    checkFinite(broken!.data[0]!, finiteSteps!.data[0]!);
    const values = this.#ofNetwork(Object.fromEntries(losses.map((name) => [name, read[name]!.data[0]!])));
    const total = values.total!;
    this.position = -Math.log(total);
    const { targetLoss } = this.#config;
    const done = targetLoss !== undefined && total <= targetLoss;
    // At the target the state stays the one that has this loss.
    if (done) this.#loop.discard();
    else {
      this.#loop.accept();
      this.iteration++;
    }
    return { record: { iteration, values }, done };
  }

  async found(): Promise<AttackFound> {
    const { x, lambda } = await this.#readState();
    const inOwnUnit = { x: this.#frame.toInput(x!), lambda: lambda!, y: toHostDtype(this.#y, this.#config.dtype) };
    const candidates = toScaleSum(inOwnUnit, this.#config.scale);
    return foundByMultipliers(candidates, {
      form: this.#step.form,
      coordinates: this.#frame.coordinates,
      candidateUpdates: this.#updates,
    });
  }

  async state(): Promise<AttackState> {
    return {
      arrays: { ...(await this.#readState()), y: this.#y },
      lists: { candidateUpdates: this.#updates },
    };
  }

  async dispose(): Promise<void> {
    await this.#loop.dispose();
  }

  /** Losses of the network itself: with what of its weights is off the span. */
  #ofNetwork(values: Record<string, number>): Record<string, number> {
    const left = this.#frame.span?.left ?? 0;
    return { ...values, total: values.total! + left, stationarity: values.stationarity! + left };
  }

  async #applyUpdates(): Promise<void> {
    const before = { state: await this.#readState(), y: this.#y };
    const after = await applyCandidateUpdates(this.#backend, this.#network, this.#config, this.iteration, before);
    this.#updates.push(...after.records);
    if (sameLabels(after.y, this.#y)) {
      await this.#loop.replace(after.state);
      return;
    }
    this.#step = kktAttackStep(this.#frame.network, after.y, this.#config, this.#frame.span);
    this.#y = after.y;
    await this.#loop.replace(after.state, this.#step.graph);
  }

  /** @throws {ConvergenceError} if a loss up to here was not finite, named by its iteration, or the last update led
   *   to points or multipliers that are not finite */
  async #readState(): Promise<Record<string, HostTensor>> {
    const read = await this.#loop.read();
    checkFinite(read.broken!.data[0]!, read.finiteSteps!.data[0]!);
    // The losses so far were finite, so only the last update can have overflowed.
    if (![read.x!, read.lambda!].every(({ data }) => data.every((value) => Number.isFinite(value)))) {
      checkFinite(1, this.iteration);
    }
    return read;
  }
}

function checkFinite(broken: number, finiteSteps: number): void {
  if (broken === 0) return;
  throw new ConvergenceError(
    `kkt attack: the loss is not finite at iteration ${finiteSteps}; lower the step sizes, or the scale of the start`,
  );
}

/** What the attack begins with, multipliers in its own unit. */
async function startOf(
  network: ReluNetwork,
  config: KktAttackConfig,
  backend: Backend,
  given: Candidates | undefined,
): Promise<Candidates> {
  const { prior, objective, scale, seed, dtype } = config;
  if (given !== undefined) return fromScaleSum(given, scale);
  if (config.start === undefined) {
    return initialCandidates(prior, inputSize(network), seed, dtype, { objective, outputs: outputSize(network) });
  }
  const { candidatesPerClass } = prior;
  const drawn = await drawSpanStart(config.start, network, backend, { candidatesPerClass, scale, seed, dtype });
  return fromScaleSum(drawn, scale);
}

/** @throws {DomainError} if a tensor of the candidates is missing */
function candidatesOf({ arrays: { x, lambda, y } }: AttackState): Candidates {
  if (x === undefined || lambda === undefined || y === undefined) {
    throw new DomainError(wording`kkt attack: the checkpoint lacks x, lambda or y; ${startAnew}`);
  }
  return { x, lambda, y };
}

/** @throws {FormatError} if a record of a checkpoint is damaged */
function toUpdateRecord(value: object, index: number): CandidateUpdateRecord {
  const record: Partial<CandidateUpdateRecord> = value;
  const { iteration, kind, before, after, kept } = record;
  if (typeof kind !== 'string' || [iteration, before, after, kept].some((count) => typeof count !== 'number')) {
    throw new FormatError(
      wording`kkt attack: number ${index} of the checkpoint's candidateUpdates is damaged; ${startAnew}`,
    );
  }
  // Its fields were checked just now.
  return value as CandidateUpdateRecord;
}

function sameLabels(a: HostTensor, b: HostTensor): boolean {
  return sameShape(a.shape, b.shape) && a.data.every((value: number, i: number) => value === b.data[i]);
}
